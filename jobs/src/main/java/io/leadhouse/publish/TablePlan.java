package io.leadhouse.publish;

import java.util.List;
import java.util.Optional;

/**
 * What has to be done to one table.
 *
 * @param table what is wanted
 * @param shape its definition
 * @param action how to get there
 * @param existing the table as it stands; empty before the first publication
 * @param known what the ledger says of it
 */
record TablePlan(
    PublishedTable table,
    TableShape shape,
    Action action,
    Optional<ExistingTable> existing,
    Optional<PublicationLedger.Entry> known) {

  /** The ways to bring a table up to date. */
  enum Action {
    /** This version stands there already. */
    SKIP,
    /** There is no table yet. */
    CREATE,
    /** Write the rows that differ, found by key. */
    MERGE,
    /** The key changed, so that rows cannot be compared: write all of them. */
    REFILL
  }

  /**
   * Decides.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when something that we did not
   *     publish, or may not change, has the table's name
   */
  static TablePlan of(
      PublishTarget target,
      PublishedTable table,
      TableShape shape,
      Optional<ExistingTable> existing,
      Optional<PublicationLedger.Entry> known) {
    if (existing.isPresent() && known.isEmpty()) {
      throw existing.get().notOurs(target);
    }
    existing.ifPresent(found -> found.requireOurs(target));
    return new TablePlan(table, shape, action(table, shape, existing, known), existing, known);
  }

  String name() {
    return shape.name();
  }

  /** Columns that stand there and have to go: vanished ones, and those of another type. */
  List<String> columnsToDrop() {
    return existing.stream()
        .flatMap(found -> found.columns().keySet().stream())
        .filter(name -> shape.column(name).filter(existing.orElseThrow()::holds).isEmpty())
        .sorted()
        .toList();
  }

  /** Columns that are not there, or not with the wanted type. */
  List<TableShape.Column> columnsToAdd() {
    return shape.columns().stream()
        .filter(column -> !existing.orElseThrow().holds(column))
        .toList();
  }

  /** Columns that stay and refuse NULL without being part of the key. */
  List<String> columnsToRelax() {
    return existing.orElseThrow().notNull().stream()
        .filter(name -> !shape.key().contains(name) && !columnsToDrop().contains(name))
        .sorted()
        .toList();
  }

  /** Whether columns, comments or indexes may differ from the wanted ones. */
  boolean isRedefined() {
    return known.filter(entry -> entry.definition().equals(shape.digest())).isEmpty()
        || existing.filter(found -> found.fits(shape)).isEmpty();
  }

  /** Whether all rows are new to Postgres, so that it knows nothing about them. */
  boolean isWrittenWhole() {
    return action == Action.CREATE || action == Action.REFILL;
  }

  /** Whether the change takes the table from readers for a moment. */
  boolean needsExclusiveLock() {
    return existing.isPresent() && action != Action.SKIP && isRedefined();
  }

  private static Action action(
      PublishedTable table,
      TableShape shape,
      Optional<ExistingTable> existing,
      Optional<PublicationLedger.Entry> known) {
    if (existing.isEmpty()) {
      return Action.CREATE;
    }
    boolean published = known.filter(entry -> entry.isOf(table, shape)).isPresent();
    if (published && existing.get().fits(shape)) {
      return Action.SKIP;
    }
    return existing.get().hasKeyOf(shape) ? Action.MERGE : Action.REFILL;
  }
}
