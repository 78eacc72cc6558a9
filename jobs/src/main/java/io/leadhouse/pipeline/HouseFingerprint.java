package io.leadhouse.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.leadhouse.engine.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tells whether sql/, the parameters or the code differ from those of another command. */
final class HouseFingerprint {
  private HouseFingerprint() {}

  /** Of sql/, the parameters and the code. */
  static String of(Path sql, Map<String, JsonNode> parameters) {
    Fingerprint house = new Fingerprint();
    try (Stream<Path> tree = Files.walk(sql)) {
      List<Path> files = tree.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        house.add(sql.relativize(file).toString());
        house.add(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    house.add(of(parameters));
    house.addCode(Fingerprint.class);
    house.addCode(HouseFingerprint.class);
    return house.text();
  }

  /** Of the parameters alone. */
  static String of(Map<String, JsonNode> parameters) {
    Fingerprint values = new Fingerprint();
    values.add(new TreeMap<>(parameters).toString());
    return values.text();
  }
}
