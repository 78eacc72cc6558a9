package io.leadhouse.publish;

import java.util.List;
import java.util.Optional;

/**
 * What has to be done to one table.
 *
 * @param table what is wanted
 * @param shape its definition
 * @param action how to get there
 * @param why what made it so
 * @param existing the table as it stands; empty before the first publication
 * @param known what the ledger says of it
 */
record TablePlan(
    PublishedTable table,
    TableShape shape,
    Action action,
    String why,
    Optional<ExistingTable> existing,
    Optional<PublicationLedger.Entry> known) {

  /** The ways to bring a table up to date. */
  enum Action {
    /** This version's rows stand there already. */
    SKIP,
    /** There is no table yet. */
    CREATE,
    /** Write the rows that differ, as the change feed tells them. */
    CHANGES,
    /** Write the rows that differ, found by comparing all of them by key. */
    MERGE,
    /** The key changed, so that rows cannot be compared: write all of them. */
    REFILL
  }

  private record Choice(Action action, String why) {}

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
    Choice choice = choose(table, shape, existing, known);
    return new TablePlan(table, shape, choice.action, choice.why, existing, known);
  }

  /** The same plan, where the changes alone turn out not to be enough. */
  TablePlan compareAll(String becauseOf) {
    return new TablePlan(table, shape, Action.MERGE, becauseOf, existing, known);
  }

  /** The same plan, where the changes turn out to be none. */
  TablePlan skip() {
    return new TablePlan(table, shape, Action.SKIP, "no row of it has changed", existing, known);
  }

  /** The id of the commit that is to be published. */
  Optional<String> commit() {
    return table.history().commit(table.deltaVersion());
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
    return existing.isPresent() && isRedefined();
  }

  static String feedIsGone(PublicationLedger.Entry before) {
    return "the change feed since version %d is gone".formatted(before.deltaVersion());
  }

  private static Choice choose(
      PublishedTable table,
      TableShape shape,
      Optional<ExistingTable> existing,
      Optional<PublicationLedger.Entry> known) {
    if (existing.isEmpty()) {
      return new Choice(
          Action.CREATE, known.isEmpty() ? "first publication" : "the table was missing");
    }
    PublicationLedger.Entry before = known.orElseThrow();
    if (!existing.get().hasKeyOf(shape)) {
      return new Choice(Action.REFILL, "its key changed");
    }
    if (!existing.get().fits(shape)) {
      return new Choice(Action.MERGE, "its columns changed");
    }
    if (before.deltaTableId().isEmpty()) {
      return new Choice(Action.MERGE, "it is not recorded which Delta table stands there");
    }
    if (!before.deltaTableId().get().equals(table.deltaTableId())) {
      return new Choice(Action.MERGE, "its Delta table was made anew");
    }
    if (before.deltaVersion() > table.deltaVersion()) {
      return new Choice(
          Action.MERGE, "a later version, %d, stood there".formatted(before.deltaVersion()));
    }
    if (before.commit().isEmpty()) {
      return new Choice(Action.MERGE, "it is not recorded which commit stands there");
    }
    Optional<String> commit = table.history().commit(before.deltaVersion());
    if (commit.isEmpty()) {
      return new Choice(Action.MERGE, feedIsGone(before));
    }
    if (!commit.equals(before.commit())) {
      return new Choice(
          Action.MERGE, "another version %d stood there".formatted(before.deltaVersion()));
    }
    return before.deltaVersion() == table.deltaVersion()
        ? new Choice(Action.SKIP, "this version stood there")
        : new Choice(Action.CHANGES, "changes since version %d".formatted(before.deltaVersion()));
  }
}
