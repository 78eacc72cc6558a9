package io.leadhouse.ingest;

import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.RowVersions;
import io.leadhouse.postgres.SourceContinuity;
import io.leadhouse.postgres.SourcePosition;
import io.leadhouse.postgres.SourceRelation;
import io.leadhouse.postgres.SqlText;
import io.leadhouse.postgres.cdc.TableChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides how much of a table has to be read, given what its raw table holds. */
final class ReadingChoice {
  private final SourcePosition now;
  private final IngestSettings settings;
  private final Capture capture;

  ReadingChoice(SourcePosition now, IngestSettings settings, Capture capture) {
    this.capture = capture;
    this.now = now;
    this.settings = settings;
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
                switch (plan.strategy()) {
                  case CURSOR -> sinceCursor(plan, before);
                  case CDC -> fromLog(plan, before);
                  case CHANGED, SNAPSHOT ->
                      plan.relation().isSmall(settings.smallPages())
                          ? new Reading.Small()
                          : changed(plan, before);
                });
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
    if (before.strategy() != plan.strategy()
        || !Objects.equals(
            before.cursorColumn(), plan.cursor().map(RawColumn::source).orElse(null))) {
      // What a cursor has missed is older than the snapshot from which another strategy goes on.
      return Optional.of("its strategy changed");
    }
    if (!before.key().equals(plan.sourceKey())) {
      return Optional.of("its key changed");
    }
    if (plan.strategy() == Strategy.CURSOR) {
      return before.cursor() == null ? Optional.of("its cursor was empty") : Optional.empty();
    }
    if (plan.strategy() == Strategy.CDC) {
      return Optional.empty();
    }
    if (relation.heaps().isEmpty()) {
      return Optional.of("its rows carry no transaction ids");
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
    return new Reading.Unseen(
        attached.isEmpty() ? "" : "a partition was attached",
        condition,
        attached.isEmpty() ? versions.maybeSeen() : "TRUE");
  }

  /** The same keys may come again, so any row may be as it was. */
  private Reading fromLog(TablePlan plan, LandedPosition before) {
    TableChanges changes = capture.changes(plan, Optional.ofNullable(before.capture()));
    if (changes instanceof TableChanges.Keys keys) {
      return new Reading.Part("cdc", "", new KeyConditions(plan).of(keys.keys()), "TRUE");
    }
    return new Reading.Whole(((TableChanges.Whole) changes).reason());
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
        "TRUE");
  }
}
