package io.leadhouse.ingest;

import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.RowVersions;
import io.leadhouse.postgres.SourceContinuity;
import io.leadhouse.postgres.SourcePosition;
import io.leadhouse.postgres.SourceRelation;
import io.leadhouse.postgres.SourceRelation.Kind;
import io.leadhouse.postgres.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides how much of a table has to be read, given what its raw table holds. */
final class ReadingChoice {
  private final SourcePosition now;
  private final long smallPages;

  /**
   * @param smallPages a heap of at most that many pages is read whole: asking it what has changed
   *     costs as much
   */
  ReadingChoice(SourcePosition now, long smallPages) {
    this.now = now;
    this.smallPages = smallPages;
  }

  Reading of(TablePlan plan, Optional<Landed> landed) {
    if (landed.isEmpty()) {
      return new Reading.Whole("first ingest");
    }
    if (plan.strategy() == Strategy.SNAPSHOT) {
      return new Reading.Whole("");
    }
    if (landed.get().position().isEmpty()) {
      return new Reading.Whole("its position is not known");
    }
    LandedPosition before = landed.get().position().get();
    return reasonForWhole(plan, before)
        .<Reading>map(Reading.Whole::new)
        .orElseGet(
            () ->
                plan.strategy() == Strategy.CURSOR
                    ? sinceCursor(plan, before)
                    : changed(plan, before));
  }

  private Optional<String> reasonForWhole(TablePlan plan, LandedPosition before) {
    SourceRelation relation = plan.relation();
    Optional<String> broken = SourceContinuity.broken(before.source(), now);
    if (broken.isPresent()) {
      return broken;
    }
    if (!before.layout().equals(relation.layout())) {
      return Optional.of("its columns changed");
    }
    if (!before.key().equals(plan.sourceKey())) {
      return Optional.of("its key changed");
    }
    if (plan.strategy() == Strategy.CURSOR) {
      return before.cursor() == null ? Optional.of("its cursor was empty") : Optional.empty();
    }
    if (relation.heaps().isEmpty()) {
      return Optional.of("its rows carry no transaction ids");
    }
    if (relation.kind() == Kind.HEAP && relation.pages() <= smallPages) {
      return Optional.of("small");
    }
    return Optional.empty();
  }

  /** Rows of a heap that was attached since may be older than what is known. */
  private Reading changed(TablePlan plan, LandedPosition before) {
    RowVersions versions = new RowVersions(TableQueries.ALIAS, before.source().transactions());
    List<Long> attached = new ArrayList<>(plan.relation().heaps());
    attached.removeAll(before.heaps());
    String condition =
        attached.isEmpty()
            ? versions.maybeUnseen()
            : "(%s OR %s.tableoid IN (%s))"
                .formatted(
                    versions.maybeUnseen(),
                    TableQueries.ALIAS,
                    String.join(", ", attached.stream().map(String::valueOf).toList()));
    return new Reading.Part(
        "changed",
        attached.isEmpty() ? "" : "a partition was attached",
        List.of(condition),
        attached.isEmpty() ? versions.maybeSeen() : "TRUE");
  }

  private static Reading sinceCursor(TablePlan plan, LandedPosition before) {
    RawColumn cursor = plan.cursor().orElseThrow();
    String column = TableQueries.reference(cursor);
    String newest = SqlText.literal(before.cursor()) + "::" + cursor.declared();
    return new Reading.Part(
        "cursor",
        "",
        List.of(
            "(%s >= %s - interval '%d minutes' OR %s IS NULL)"
                .formatted(column, newest, plan.overlapMinutes(), column)),
        "(%s <= %s OR %s IS NULL)".formatted(column, newest, column));
  }
}
