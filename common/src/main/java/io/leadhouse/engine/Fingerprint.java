package io.leadhouse.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Names a sequence of parts: other parts, or the same ones cut elsewhere, have another name. */
public final class Fingerprint {
  private static final int BYTES_SHOWN = 8;

  private final MessageDigest digest;

  public Fingerprint() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public void add(String part) {
    add(part.getBytes(StandardCharsets.UTF_8));
  }

  public void add(byte[] part) {
    digest.update(part);
    // A separator, so that moving text from one part to the next changes the name.
    digest.update((byte) 0);
  }

  /** Adds all classes and resources that lie with a class. */
  public void addCode(Class<?> code) {
    try {
      Path place = Path.of(code.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(place)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          add(Files.readAllBytes(file));
        }
      }
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name, 16 hexadecimal digits; parts that are added later belong to another one. */
  public String text() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES_SHOWN);
  }
}
