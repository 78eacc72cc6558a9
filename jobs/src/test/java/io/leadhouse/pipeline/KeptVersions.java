package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.testing.TestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/** Looks at how long the tables of a warehouse keep their past. */
final class KeptVersions {
  private static final String RETENTION = "interval 30 days";
  private static final Map<String, String> WANTED =
      Map.of(
          "delta.logRetentionDuration", RETENTION,
          "delta.deletedFileRetentionDuration", RETENTION);

  private KeptVersions() {}

  /**
   * Every table of the folder was made with the retention of the session.
   *
   * @return what was looked at, each as layer/table
   */
  static Set<String> assertOfAllTables(Path warehouse) {
    Map<String, Map<String, String>> found = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(warehouse)) {
      tree.filter(path -> path.getFileName().toString().equals("_delta_log"))
          .map(Path::getParent)
          .forEach(table -> found.put(warehouse.relativize(table).toString(), retention(table)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(found).allSatisfy((table, kept) -> assertThat(kept).isEqualTo(WANTED));
    return found.keySet();
  }

  private static Map<String, String> retention(Path table) {
    Row detail =
        TestSession.fresh()
            .sql("DESCRIBE DETAIL delta.`%s`".formatted(table))
            .select("properties")
            .head();
    return detail.<String, String>getJavaMap(0).entrySet().stream()
        .filter(property -> WANTED.containsKey(property.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
