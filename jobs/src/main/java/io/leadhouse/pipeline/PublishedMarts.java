package io.leadhouse.pipeline;

import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.TableResult;
import io.leadhouse.engine.TableResult.Status;
import io.leadhouse.model.Table;
import io.leadhouse.model.Warehouse;
import io.leadhouse.publish.DeltaHistory;
import io.leadhouse.publish.Publication;
import io.leadhouse.publish.PublishedTable;
import io.leadhouse.restatement.RestatementJournal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** What of a build is published: every table with {@code publish:} that was built. */
final class PublishedMarts {
  private final BuildContext context;

  PublishedMarts(BuildContext context) {
    this.context = context;
  }

  static Set<String> names(Warehouse warehouse) {
    return warehouse.tables().values().stream()
        .filter(table -> table.publication().isPresent())
        .map(Table::name)
        .collect(Collectors.toSet());
  }

  /** The versions of what a build made. */
  static Map<String, Long> versions(List<TableResult> results) {
    return results.stream()
        .filter(result -> result.status() == Status.DONE)
        .collect(Collectors.toMap(TableResult::table, TableResult::version));
  }

  /**
   * What is published of tables at these versions.
   *
   * @param versions of what was built; a declared table without one stays as it was
   */
  Publication of(Map<String, Long> versions, Instant asOf) {
    Set<String> declared = new HashSet<>(names(context.warehouse()));
    List<PublishedTable> tables =
        context.graph().order().stream()
            .filter(name -> declared.contains(name) && versions.containsKey(name))
            .map(name -> published(context.warehouse().table(name), versions.get(name)))
            .collect(Collectors.toCollection(ArrayList::new));
    restatements().ifPresent(tables::add);
    declared.add(RestatementJournal.NAME);
    return new Publication(tables, declared, asOf);
  }

  /** The journal as it is now, once anything was restated. */
  private Optional<PublishedTable> restatements() {
    Path path = context.store().path(RestatementJournal.LAYER, RestatementJournal.NAME);
    if (!context.store().exists(context.session(), path)) {
      return Optional.empty();
    }
    long version = context.store().version(context.session(), path);
    Column[] shown =
        RestatementJournal.COLUMNS.keySet().stream().map(functions::col).toArray(Column[]::new);
    return Optional.of(
        new PublishedTable(
            RestatementJournal.NAME,
            context.store().read(context.session(), path, version).select(shown),
            new DeltaHistory(context.session(), context.store(), path, version),
            context.store().id(context.session(), path),
            version,
            RestatementJournal.KEY,
            RestatementJournal.DESCRIPTION,
            RestatementJournal.COLUMNS,
            List.of()));
  }

  private PublishedTable published(Table table, long version) {
    Path path = context.store().path(table.layer(), table.name());
    Map<String, String> columns = new LinkedHashMap<>();
    table.columns().forEach((name, column) -> columns.put(name, column.description()));
    return new PublishedTable(
        table.name(),
        context.store().read(context.session(), path, version),
        new DeltaHistory(context.session(), context.store(), path, version),
        context.store().id(context.session(), path),
        version,
        table.key(),
        table.description(),
        columns,
        table.publication().orElseThrow().indexes());
  }
}
