package io.leadhouse.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.graph.House;
import io.leadhouse.graph.Subjects;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The parts of a run for a scheduler: which commands, in which order, and what may be tried again.
 * The same for every source pack, because packs differ below staging only.
 *
 * @param ingest arguments of the first command; {@value #RUN} stands for the run's id
 * @param subjects every subject after those that it reads
 * @param publish arguments of the last command
 * @param retriedExitCodes failures that may heal by themselves
 */
public record RunManifest(
    List<String> ingest,
    List<Part> subjects,
    List<String> publish,
    List<Integer> retriedExitCodes) {
  private static final String RUN = "{run}";
  private static final DefaultPrettyPrinter.Indenter LINES = new DefaultIndenter("  ", "\n");

  /**
   * The build of one subject.
   *
   * @param reads the subjects that are built before it
   * @param command arguments of the command
   * @param tables what it makes, in build order
   */
  public record Part(String name, List<String> reads, List<String> command, List<String> tables) {}

  /** Cuts a house into the parts of its run. */
  public static RunManifest of(House house) {
    return new RunManifest(
        List.of("ingest", "--run", RUN),
        new Subjects(house)
            .inOrder().stream()
                .map(
                    subject ->
                        new Part(
                            subject.name(),
                            List.copyOf(subject.reads()),
                            List.of("build", "--select", subject.name(), "--run", RUN),
                            subject.tables()))
                .toList(),
        List.of("publish", "--run", RUN),
        Arrays.stream(Category.values())
            .filter(Category::mayHeal)
            .map(Category::exitCode)
            .toList());
  }

  /** Where the manifest lies below the project's folder. */
  public static Path file(Path home) {
    return home.resolve("airflow-dags/manifest.json");
  }

  /** The file's text. */
  public String text() {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(LINES);
    printer.indentArraysWith(LINES);
    try {
      return JsonMapper.builder()
              .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .build()
              .writer(printer)
              .writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
