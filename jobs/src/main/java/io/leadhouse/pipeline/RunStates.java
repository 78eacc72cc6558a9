package io.leadhouse.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The runs in parts of one warehouse, one file each in {@code .leadhouse-runs}. */
final class RunStates {
  /** Enough to repeat a part of any run that a scheduler still shows. */
  static final int KEPT = 30;

  static final String FOLDER = ".leadhouse-runs";

  /** How the name of a file ends that is not renamed to its own yet. */
  static final String UNFINISHED = ".tmp";

  private static final String ENDING = ".json";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private final Path folder;

  /**
   * @param warehouse the folder of the Delta tables
   */
  RunStates(Path warehouse) {
    this.folder = warehouse.resolve(FOLDER);
  }

  /**
   * Refuses an id that cannot name a file on every file system.
   *
   * @throws LeadhouseException CONFIGURATION
   */
  static void requireId(String run) {
    if (!ID.matcher(run).matches()) {
      throw LeadhouseException.configuration(
          "--run '"
              + run
              + "' cannot name a run: use at most 200 letters, digits, '.', '_' and '-', a letter"
              + " or digit first.");
    }
  }

  /** Deletes a run's file, if there is one. */
  void forget(String run) {
    try {
      Files.deleteIfExists(file(run));
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "The state of run " + run + " cannot be deleted from " + folder + ": " + e + ".");
    }
  }

  /** Replaces a run's file as a whole, and deletes the files of the oldest runs. */
  void save(RunState state) {
    try {
      Files.createDirectories(folder);
      Path written = Files.createTempFile(folder, "state", UNFINISHED);
      Files.writeString(written, text(state));
      Files.move(
          written,
          file(state.run()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      deleteOldest();
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "The state of run " + state.run() + " cannot be written to " + folder + ": " + e + ".");
    }
  }

  /**
   * The state of a run.
   *
   * @throws LeadhouseException CONFIGURATION when it has no complete ingest
   */
  RunState load(String run) {
    Path file = file(run);
    if (!Files.exists(file)) {
      throw LeadhouseException.configuration(
          "Run '"
              + run
              + "' has no complete ingest: there is no "
              + file
              + ". Start with `leadhouse ingest --run "
              + run
              + "`.");
    }
    try {
      return JSON.readValue(Files.readString(file), RunState.class);
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "Cannot read " + file + ": " + e.getMessage() + ". Delete it and ingest again.");
    }
  }

  private Path file(String run) {
    requireId(run);
    return folder.resolve(run + ENDING);
  }

  private static String text(RunState state) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(state) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void deleteOldest() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(file -> file.toString().endsWith(ENDING))
              .sorted(Comparator.comparing(RunStates::modified).reversed())
              .toList();
    }
    for (Path old : files.subList(Math.min(KEPT, files.size()), files.size())) {
      Files.deleteIfExists(old);
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
