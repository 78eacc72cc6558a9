package io.leadhouse.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The Parquet files that make up a Delta table now, for engines that read Parquet only. */
final class ActiveFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ActiveFiles() {}

  /**
   * Reads the table's log, which must still hold all commits.
   *
   * @throws IllegalStateException when the log was cut by a checkpoint or a file has deletion
   *     vectors: other engines would then read other rows
   */
  static List<Path> of(Path table) throws IOException {
    List<Path> commits;
    try (Stream<Path> log = Files.list(table.resolve("_delta_log"))) {
      commits = log.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    if (commits.isEmpty() || !commits.get(0).endsWith("00000000000000000000.json")) {
      throw new IllegalStateException("The log of " + table + " does not begin at its start.");
    }
    Set<String> active = new LinkedHashSet<>();
    for (Path commit : commits) {
      for (String line : Files.readAllLines(commit)) {
        JsonNode action = JSON.readTree(line);
        if (action.has("add")) {
          if (action.get("add").hasNonNull("deletionVector")) {
            throw new IllegalStateException(table + " has deletion vectors.");
          }
          active.add(action.get("add").get("path").asText());
        } else if (action.has("remove")) {
          active.remove(action.get("remove").get("path").asText());
        }
      }
    }
    return active.stream().map(table::resolve).toList();
  }
}
