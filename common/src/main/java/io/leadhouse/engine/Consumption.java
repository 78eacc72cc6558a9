package io.leadhouse.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.delta.PastVersion;
import io.leadhouse.delta.TableState;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a table is made of: every commit carries it, and ops.model_run keeps it of every run, also
 * of those that found nothing to commit.
 *
 * @param table the table itself, as it was then
 * @param definition what its rows are made by
 * @param inputs which table, up to which version, has been taken into it
 */
public record Consumption(
    TableState table, String definition, NavigableMap<String, Position> inputs) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Where a table was read.
   *
   * @param id Delta's own, which a table made anew does not share
   * @param commit Delta's own id of the commit that made the version, which another commit of that
   *     number does not share, as when the table was put back from a backup and went on from there;
   *     empty where it is not known
   */
  public record Position(long version, String id, Optional<String> commit) {
    private static final String COMMIT = "@";

    /** Reads {@link #ids}. */
    static Position of(long version, String ids) {
      int end = ids.indexOf(COMMIT);
      return end < 0
          ? new Position(version, ids, Optional.empty())
          : new Position(version, ids.substring(0, end), Optional.of(ids.substring(end + 1)));
    }

    /** Both ids as one text. */
    String ids() {
      return id + commit.map(COMMIT::concat).orElse("");
    }

    /** The same of a table that lies at a path. */
    public PastVersion at(Path table) {
      return new PastVersion(table, id, commit, version);
    }

    /** Whether the version that is there now was made by another commit. */
    boolean isReplacedBy(Optional<String> present) {
      return commit.isPresent() && present.isPresent() && !commit.equals(present);
    }
  }

  public long version() {
    return table.version();
  }

  public long rows() {
    return table.rows();
  }

  /** The versions taken in, by input. */
  public Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    inputs.forEach((name, position) -> versions.put(name, position.version()));
    return versions;
  }

  /** Delta's ids of the inputs and of their commits. */
  public Map<String, String> ids() {
    Map<String, String> ids = new TreeMap<>();
    inputs.forEach((name, position) -> ids.put(name, position.ids()));
    return ids;
  }

  /** Inputs from their two maps; empty when one of them lacks an input. */
  public static Optional<NavigableMap<String, Position>> inputs(
      Map<String, Long> versions, Map<String, String> ids) {
    if (!versions.keySet().equals(ids.keySet())) {
      return Optional.empty();
    }
    NavigableMap<String, Position> inputs = new TreeMap<>();
    versions.forEach((name, version) -> inputs.put(name, Position.of(version, ids.get(name))));
    return Optional.of(inputs);
  }

  /**
   * A commit's metadata: the run, the inputs with their ids, and the definition.
   *
   * @param warnings by check, how many rows of the table violate it
   */
  static String metadata(
      String runId,
      String definition,
      NavigableMap<String, Position> inputs,
      Map<String, Long> warnings) {
    Consumption made = new Consumption(new TableState(0, "", 0), definition, inputs);
    Map<String, Object> metadata = new TreeMap<>();
    metadata.put("run", runId);
    metadata.put("inputs", made.versions());
    metadata.put("ids", made.ids());
    metadata.put("definition", definition);
    metadata.put("warnings", new TreeMap<>(warnings));
    try {
      return JSON.writeValueAsString(metadata);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the metadata of the commit that made a table as it is; empty where it says nothing. */
  public static Optional<Consumption> parse(String metadata, TableState table) {
    try {
      JsonNode json = JSON.readTree(metadata);
      if (!json.path("definition").isTextual()) {
        return Optional.empty();
      }
      Map<String, Long> versions = new TreeMap<>();
      json.path("inputs")
          .fields()
          .forEachRemaining(e -> versions.put(e.getKey(), e.getValue().longValue()));
      Map<String, String> ids = new TreeMap<>();
      json.path("ids")
          .fields()
          .forEachRemaining(e -> ids.put(e.getKey(), e.getValue().textValue()));
      return inputs(versions, ids)
          .map(inputs -> new Consumption(table, json.get("definition").textValue(), inputs));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * How many rows of the table that a commit has made violate which check.
   *
   * @return empty where the commit does not say
   */
  static Optional<Map<String, Long>> warnings(String metadata) {
    try {
      JsonNode json = JSON.readTree(metadata).path("warnings");
      if (!json.isObject()) {
        return Optional.empty();
      }
      Map<String, Long> warnings = new TreeMap<>();
      json.fields().forEachRemaining(e -> warnings.put(e.getKey(), e.getValue().longValue()));
      return Optional.of(warnings);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
