package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done so that the publication covers all tables.
 *
 * @param statements in order; none if it does already
 * @param completes whether changes of tables that it has were left out until now
 * @param allowed whether our role may run them
 * @param done what they do, a sentence each
 */
record PublicationPlan(
    List<String> statements, boolean completes, boolean allowed, List<String> done) {
  static PublicationPlan of(
      CaptureName name,
      Optional<Publication> publication,
      List<CapturedTable> tables,
      SourceServer server) {
    List<CapturedTable> missing =
        tables.stream().filter(table -> table.publication().isEmpty()).toList();
    List<TableName> names = missing.stream().map(CapturedTable::name).toList();
    boolean owned = missing.stream().allMatch(CapturedTable::owned);
    if (publication.isEmpty()) {
      return new PublicationPlan(
          List.of(Publication.create(name, names)),
          false,
          owned && server.mayPublish(),
          List.of("Made publication %s of %d tables.".formatted(name, names.size())));
    }
    List<String> statements = new ArrayList<>();
    List<String> done = new ArrayList<>();
    if (!names.isEmpty()) {
      statements.add(Publication.add(name, names));
      done.add(
          "Added %s to publication %s; the next ingest reads what is new whole."
              .formatted(names, name));
    }
    boolean rootNeeded = tables.stream().anyMatch(CapturedTable::isPartitioned);
    boolean completes =
        !publication.get().complete() || (rootNeeded && !publication.get().viaRoot());
    if (completes) {
      statements.add(Publication.setAll(name));
      done.add("Publication %s now tells every change.".formatted(name));
    }
    return new PublicationPlan(statements, completes, owned && publication.get().owned(), done);
  }

  /** What somebody else has to run, if we may not. */
  Optional<String> byOthers() {
    return statements.isEmpty() || allowed
        ? Optional.empty()
        : Optional.of(String.join(" ", statements));
  }
}
