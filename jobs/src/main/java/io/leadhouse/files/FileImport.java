package io.leadhouse.files;

import io.leadhouse.config.FilesConfig;
import io.leadhouse.delta.DeltaStore;
import io.leadhouse.model.FileKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Lands the files of a drop folder in the raw tables of their kinds. A content is imported once
 * under a mapping, whatever its file is called. Rejected rows are written first, then the rows are
 * committed, and then the import is recorded: whatever dies in between is repeated by the next run.
 */
public final class FileImport {
  private final SparkSession session;
  private final DeltaStore store;
  private final Clock clock;
  private final String runId;
  private final Map<String, FileKind> kinds;

  /**
   * @param kinds those of the source pack
   * @param clock tells which files are still being written, and when an import was made
   */
  public FileImport(
      SparkSession session,
      DeltaStore store,
      Clock clock,
      String runId,
      Map<String, FileKind> kinds) {
    this.session = session;
    this.store = store;
    this.clock = clock;
    this.runId = runId;
    this.kinds = kinds;
  }

  /**
   * Imports what is new. What cannot be read is refused and named, the rest lands.
   *
   * @param config absent where no folder takes files; the raw tables are there all the same
   */
  public FilesResult run(Optional<FilesConfig> config) {
    return config.map(files -> run(files.folder())).orElseGet(this::withoutFolder);
  }

  private FilesResult withoutFolder() {
    Map<String, Long> versions = new TreeMap<>();
    kinds.forEach(
        (name, kind) -> versions.put(kind.rawTable(), land(kind, new ArrayList<>(), Set.of())));
    return new FilesResult(List.of(), 0, List.of(), List.of(), versions, 0);
  }

  private FilesResult run(Path folder) {
    long start = System.nanoTime();
    DropFolder drop = DropFolder.open(folder, kinds, clock);
    List<DropFolder.Candidate> candidates = drop.candidates(drop.files());
    ImportLog log = new ImportLog(session, store);
    Map<String, ImportLog.Entry> known = candidates.isEmpty() ? Map.of() : log.entries();
    Map<String, String> before = tableIds();
    List<DropFolder.Candidate> fresh =
        candidates.stream().filter(file -> !isKnown(file, known, before)).toList();
    List<Survey> surveys = drop.withRejectsWritten(drop.surveys(fresh));
    Map<String, Map<String, Long>> present = surveys.isEmpty() ? Map.of() : numbersByKind();
    List<NumberedFile> files = numbered(surveys, known, present);
    List<NumberedFile> landed = new ArrayList<>();
    Map<String, Long> versions = new TreeMap<>();
    for (FileKind kind : kinds.values()) {
      List<NumberedFile> ofKind =
          files.stream().filter(file -> kind(file).equals(kind.name())).collect(toList());
      Set<String> moved =
          files.stream()
              .filter(file -> !kind(file).equals(kind.name()))
              .map(NumberedFile::hash)
              .filter(present.getOrDefault(kind.name(), Map.of())::containsKey)
              .collect(Collectors.toSet());
      versions.put(kind.rawTable(), land(kind, ofKind, moved));
      landed.addAll(ofKind);
    }
    log.append(landed, tableIds(), clock.instant(), runId);
    files.stream()
        .filter(file -> !landed.contains(file))
        .forEach(file -> drop.leaveForLater(file.survey().path()));
    return new FilesResult(
        landed.stream().map(file -> file.survey().report()).toList(),
        (long) candidates.size() - fresh.size(),
        drop.waiting(),
        drop.refused(),
        versions,
        (System.nanoTime() - start) / 1e9);
  }

  private static Collector<NumberedFile, ?, List<NumberedFile>> toList() {
    return Collectors.toCollection(ArrayList::new);
  }

  private static boolean isKnown(
      DropFolder.Candidate file, Map<String, ImportLog.Entry> known, Map<String, String> tableIds) {
    ImportLog.Entry entry = known.get(file.scan().hash());
    return entry != null
        && entry.kind().equals(file.mapping().kind().name())
        && entry.tableId().equals(tableIds.get(entry.kind()))
        && entry.mappingFingerprint().equals(file.mapping().fingerprint());
  }

  private Map<String, String> tableIds() {
    Map<String, String> ids = new TreeMap<>();
    kinds.forEach((name, kind) -> ids.put(name, new RawFileTable(session, store, kind).id()));
    return ids;
  }

  /** Kind → hash → number of every file that has rows in its raw table. */
  private Map<String, Map<String, Long>> numbersByKind() {
    Map<String, Map<String, Long>> numbers = new TreeMap<>();
    kinds.forEach(
        (name, kind) -> numbers.put(name, new RawFileTable(session, store, kind).numbers()));
    return numbers;
  }

  /** A file keeps the number of its first import, also of one that was not recorded. */
  private static List<NumberedFile> numbered(
      List<Survey> surveys,
      Map<String, ImportLog.Entry> known,
      Map<String, Map<String, Long>> present) {
    Map<String, Long> numbers = new HashMap<>();
    present.values().forEach(numbers::putAll);
    known.forEach((hash, entry) -> numbers.put(hash, entry.number()));
    long last = numbers.values().stream().mapToLong(Long::longValue).max().orElse(0);
    List<NumberedFile> files = new ArrayList<>();
    for (Survey survey : surveys) {
      Long number = numbers.get(survey.scan().hash());
      files.add(new NumberedFile(survey, number == null ? ++last : number));
    }
    return files;
  }

  /**
   * Writes the raw table of a kind.
   *
   * @param files those that were written to meanwhile are taken out
   */
  private long land(FileKind kind, List<NumberedFile> files, Set<String> gone) {
    RawFileTable table = new RawFileTable(session, store, kind);
    while (true) {
      try {
        return table.write(files, gone, "{\"run\":\"" + runId + "\"}");
      } catch (RawFileTable.OutdatedException e) {
        files.removeIf(file -> file.survey().outdated());
      }
    }
  }

  private static String kind(NumberedFile file) {
    return file.survey().layout().mapping().kind().name();
  }
}
