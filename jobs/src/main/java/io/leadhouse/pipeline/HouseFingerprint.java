package io.leadhouse.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells whether sql/, the parameters or the code differ from those of another command. */
final class HouseFingerprint {
  private HouseFingerprint() {}

  /** Of sql/, the parameters and the code. */
  static String of(Path sql, Map<String, JsonNode> parameters) {
    MessageDigest digest = sha256();
    try (Stream<Path> tree = Files.walk(sql)) {
      List<Path> files = tree.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        add(digest, sql.relativize(file).toString());
        add(digest, Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    add(digest, of(parameters));
    add(digest, CodeVersion.current());
    return text(digest);
  }

  /** Of the parameters alone. */
  static String of(Map<String, JsonNode> parameters) {
    MessageDigest digest = sha256();
    add(digest, new TreeMap<>(parameters).toString());
    return text(digest);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static void add(MessageDigest digest, String part) {
    add(digest, part.getBytes(StandardCharsets.UTF_8));
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(part);
    // A separator, so that moving text from one part to the next changes the fingerprint.
    digest.update((byte) 0);
  }
}
