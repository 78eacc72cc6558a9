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

  static String of(Path sql, Map<String, JsonNode> parameters) {
    try (Stream<Path> tree = Files.walk(sql)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<Path> files = tree.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        add(digest, sql.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        add(digest, Files.readAllBytes(file));
      }
      add(digest, new TreeMap<>(parameters).toString().getBytes(StandardCharsets.UTF_8));
      add(digest, CodeVersion.current().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(MessageDigest digest, byte[] part) {
    digest.update(part);
    // A separator, so that moving text from one part to the next changes the fingerprint.
    digest.update((byte) 0);
  }
}
