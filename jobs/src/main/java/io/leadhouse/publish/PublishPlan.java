package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.postgres.PostgresSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that one publication changes.
 *
 * @param tables in the order asked for
 * @param toDrop tables that we published earlier and that are no longer declared
 */
record PublishPlan(List<TablePlan> tables, List<String> toDrop, Instant asOf) {

  /** Compares what is wanted with what stands there; makes the schemas and the ledger. */
  static PublishPlan make(
      PostgresSession session,
      PublishTarget target,
      Publication publication,
      List<TableShape> shapes)
      throws SQLException {
    new TargetSchemas(target).create(session);
    new ReaderRights(target).openSchema(session);
    Map<String, ExistingTable> existing = TargetCatalog.read(session, target.schema());
    PublicationLedger ledger = new PublicationLedger(target);
    requireOurLedger(target, Optional.ofNullable(existing.get(PublicationLedger.PUBLICATION)));
    ledger.create(session);
    Map<String, PublicationLedger.Entry> known = ledger.read(session);
    List<TablePlan> tables =
        IntStream.range(0, shapes.size())
            .mapToObj(
                i ->
                    TablePlan.of(
                        target,
                        publication.tables().get(i),
                        shapes.get(i),
                        Optional.ofNullable(existing.get(shapes.get(i).name())),
                        Optional.ofNullable(known.get(shapes.get(i).name()))))
            .toList();
    List<String> toDrop =
        known.keySet().stream()
            .filter(name -> !publication.declared().contains(name))
            .filter(name -> tables.stream().noneMatch(table -> table.name().equals(name)))
            .sorted()
            .toList();
    toDrop.stream()
        .map(existing::get)
        .flatMap(Stream::ofNullable)
        .forEach(table -> table.requireOurs(target));
    return new PublishPlan(tables, toDrop, publication.asOf());
  }

  private static void requireOurLedger(PublishTarget target, Optional<ExistingTable> found) {
    found.ifPresent(table -> table.requireOurs(target));
    if (found.isPresent() && !found.get().columns().keySet().equals(PublicationLedger.COLUMNS)) {
      throw configuration(
          ("%s at %s is not our record of publications: it has the columns %s. Rename it, or"
                  + " publish into another schema.")
              .formatted(
                  target.table(PublicationLedger.PUBLICATION),
                  target.endpoint(),
                  found.get().columns().keySet()));
    }
  }
}
