package io.leadhouse.files;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import io.leadhouse.model.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder in which files are dropped, with the mappings that say how to read them. Files are
 * taken in the order of their names.
 */
final class DropFolder {
  /** A file that was written to this recently may not be complete. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final Path folder;
  private final Clock clock;
  private final List<Path> listed = new ArrayList<>();
  private final List<MappingReader.Feed> feeds = new ArrayList<>();
  private final List<String> waiting = new ArrayList<>();
  private final List<FilesResult.Refused> refused = new ArrayList<>();

  private DropFolder(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /** A file that a mapping fits. */
  record Candidate(Path path, Survey.State state, FileScan scan, Mapping mapping) {}

  /** Reads the mappings; what is wrong with one is refused, the others count. */
  static DropFolder open(Path folder, Map<String, FileKind> kinds, Clock clock) {
    DropFolder drop = new DropFolder(folder, clock);
    if (!Files.isDirectory(folder)) {
      drop.refuse(
          Category.CONFIGURATION,
          "No folder " + folder + ". Create it, or take `files` out of leadhouse.yml.");
    } else if (kinds.isEmpty()) {
      drop.refuse(
          Category.CONFIGURATION,
          "The source pack has no files.yml and takes no files. Take `files` out of leadhouse.yml.");
    } else {
      drop.list();
      drop.readMappings(new MappingReader(kinds));
    }
    return drop;
  }

  /** The data files in the folder, by name. */
  List<Path> files() {
    return feeds.isEmpty() ? List.of() : listed.stream().filter(DropFolder::isData).toList();
  }

  /**
   * Fits files to mappings. Of equal files the first counts.
   *
   * @param files any; a name decides the mapping
   */
  List<Candidate> candidates(List<Path> files) {
    List<Candidate> found = new ArrayList<>();
    Map<String, Candidate> byHash = new HashMap<>();
    for (Path file : files) {
      attempt(
          file,
          () -> {
            Candidate candidate = candidate(file);
            if (candidate == null) {
              return;
            }
            Candidate same = byHash.putIfAbsent(candidate.scan().hash(), candidate);
            if (same == null) {
              found.add(candidate);
            } else if (!same.mapping().fingerprint().equals(candidate.mapping().fingerprint())) {
              throw LeadhouseException.configuration(
                  "%s has the bytes of %s, but mapping %s reads it in another way than %s. Remove one of them."
                      .formatted(
                          shown(file),
                          shown(same.path()),
                          candidate.mapping().name(),
                          same.mapping().name()));
            }
          });
    }
    return found;
  }

  /** Reads the whole of a file, unless it cannot be read or is still being written. */
  List<Survey> surveys(List<Candidate> candidates) {
    List<Survey> surveys = new ArrayList<>();
    for (Candidate file : candidates) {
      attempt(
          file.path(),
          () -> {
            Survey survey = Survey.of(file.path(), file.state(), file.scan(), file.mapping());
            if (survey.outdated()) {
              leaveForLater(survey.path());
            } else {
              surveys.add(survey);
            }
          });
    }
    return surveys;
  }

  /** Writes what of the files is rejected; a file whose rejects cannot be kept is refused. */
  List<Survey> withRejectsWritten(List<Survey> surveys) {
    List<Survey> written = new ArrayList<>();
    for (Survey survey : surveys) {
      try {
        RejectsFile.write(folder, survey);
        written.add(survey);
      } catch (IOException e) {
        refuse(
            Category.CONFIGURATION,
            "%s: cannot write its rejected rows to %s (%s). Allow this user to write there."
                .formatted(
                    shown(survey.path()),
                    FieldParser.line(RejectsFile.of(folder, survey).getParent().toString()),
                    e.getClass().getSimpleName()));
      }
    }
    return written;
  }

  void leaveForLater(Path file) {
    waiting.add(shown(file));
  }

  List<String> waiting() {
    return List.copyOf(waiting);
  }

  List<FilesResult.Refused> refused() {
    return List.copyOf(refused);
  }

  private interface Attempt {
    void run() throws IOException;
  }

  private void attempt(Path file, Attempt attempt) {
    try {
      attempt.run();
    } catch (LeadhouseException e) {
      refuse(e.category(), e.getMessage());
    } catch (IOException e) {
      refuse(
          Category.CONFIGURATION,
          "Cannot read %s (%s). Allow this user to read it, or remove it."
              .formatted(shown(file), e.getClass().getSimpleName()));
    }
  }

  private void refuse(Category category, String message) {
    refused.add(new FilesResult.Refused(category, message));
  }

  private void readMappings(MappingReader reader) {
    List<Path> files = listed.stream().filter(DropFolder::isMapping).toList();
    for (Path file : files) {
      attempt(file, () -> feeds.add(reader.read(file)));
    }
    if (files.isEmpty() && listed.stream().anyMatch(DropFolder::isData)) {
      refuse(
          Category.CONFIGURATION,
          "No mapping in %s says how to read its files. `leadhouse files template` prints one."
              .formatted(folder));
    }
  }

  private Candidate candidate(Path file) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw LeadhouseException.configuration("No file " + FieldParser.line(file.toString()) + ".");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw LeadhouseException.configuration(
          shown(file) + " is no file but a link or a folder. Put the file itself here.");
    }
    Mapping mapping = mapping(file);
    Survey.State state = Survey.State.of(file);
    Duration age = Duration.between(state.modified().toInstant(), clock.instant()).abs();
    if (age.compareTo(SETTLING) < 0) {
      leaveForLater(file);
      return null;
    }
    return new Candidate(file, state, FileScan.of(file), mapping);
  }

  private Mapping mapping(Path file) {
    List<Mapping> fitting =
        feeds.stream().filter(feed -> feed.takes(file)).map(MappingReader.Feed::mapping).toList();
    if (fitting.size() > 1) {
      throw LeadhouseException.configuration(
          "%s fits the `files:` of more than one mapping: %s. Let one of them fit."
              .formatted(shown(file), fitting.stream().map(Mapping::name).toList()));
    }
    if (fitting.isEmpty()) {
      throw LeadhouseException.configuration(
          "%s fits the `files:` of no mapping: %s. Rename it, or write a mapping for it."
              .formatted(
                  shown(file),
                  feeds.stream()
                      .map(MappingReader.Feed::mapping)
                      .map(mapping -> mapping.name() + " takes " + mapping.files())
                      .toList()));
    }
    return fitting.get(0);
  }

  private static boolean isMapping(Path file) {
    return file.getFileName().toString().matches("[^.].*\\.ya?ml");
  }

  /** Whatever else is there counts, so that a file that nothing reads is said. */
  private static boolean isData(Path file) {
    return !isMapping(file) && !file.getFileName().toString().startsWith(".");
  }

  private void list() {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .forEach(listed::add);
    } catch (IOException e) {
      refuse(
          Category.CONFIGURATION,
          "Cannot list %s (%s). Allow this user to read it."
              .formatted(folder, e.getClass().getSimpleName()));
    }
  }

  private static String shown(Path file) {
    return FieldParser.line(file.getFileName().toString());
  }
}
