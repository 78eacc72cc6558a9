package io.leadhouse.engine;

import io.leadhouse.delta.DeltaStore;
import io.leadhouse.delta.TableState;
import io.leadhouse.model.Table;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** What every table was made of when it was built last. */
final class LastBuilds {
  private final DeltaStore store;
  private final Map<String, RecordedBuild> recorded;

  /**
   * @param recorded by table, what the last run that built it has written down of it
   */
  LastBuilds(DeltaStore store, Map<String, RecordedBuild> recorded) {
    this.store = store;
    this.recorded = recorded;
  }

  /**
   * What an existing table is made of. A run that was killed between its commit and its record has
   * left the former only.
   *
   * @return empty where nobody can tell
   */
  Optional<Consumption> of(SparkSession session, Table table) {
    Path path = store.path(table.layer(), table.name());
    TableState state = store.state(session, path);
    Optional<Consumption> known =
        recorded(table)
            .map(RecordedBuild::made)
            .filter(made -> made.version() == state.version())
            .filter(made -> made.table().id().equals(state.id()));
    // The rows that a contract refuses are stored after all contracts, and recorded after that.
    if (known.isPresent() || table.isStaging()) {
      return known;
    }
    return store
        .lastMetadata(session, path)
        .flatMap(metadata -> Consumption.parse(metadata, state));
  }

  /**
   * What the last run made an existing table of, to which somebody else has written since.
   *
   * @return empty where that is not known
   */
  Optional<Consumption> writtenOver(SparkSession session, Table table) {
    Path path = store.path(table.layer(), table.name());
    TableState state = store.state(session, path);
    return recorded(table)
        .map(RecordedBuild::made)
        .filter(made -> made.version() < state.version())
        .filter(made -> made.table().id().equals(state.id()))
        .flatMap(made -> sinceRecorded(session, table, state, made));
  }

  /**
   * A run that was killed before its record may have come between. Of a contract it may not have
   * stored what was refused.
   */
  private Optional<Consumption> sinceRecorded(
      SparkSession session, Table table, TableState state, Consumption recorded) {
    Path path = store.path(table.layer(), table.name());
    for (long version = state.version(); version > recorded.version(); version--) {
      Optional<Consumption> made =
          store
              .metadata(session, path, version)
              .flatMap(metadata -> Consumption.parse(metadata, state));
      if (made.isPresent()) {
        return made.filter(unrecorded -> !table.isStaging());
      }
    }
    return Optional.of(new Consumption(state, recorded.definition(), recorded.inputs()));
  }

  /** How many rows of an existing table violate which check; empty where its commit lacks it. */
  Optional<Map<String, Long>> warnings(SparkSession session, Table table) {
    return store
        .lastMetadata(session, store.path(table.layer(), table.name()))
        .flatMap(Consumption::warnings);
  }

  /** What the last run that built a table has written down of it. */
  Optional<RecordedBuild> recorded(Table table) {
    return Optional.ofNullable(recorded.get(table.name()));
  }

  /** Rows that a contract refused when it was judged last. */
  long quarantined(Table contract) {
    return recorded(contract).map(RecordedBuild::quarantined).orElse(0L);
  }
}
