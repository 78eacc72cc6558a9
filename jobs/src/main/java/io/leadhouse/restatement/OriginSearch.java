package io.leadhouse.restatement;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.leadhouse.delta.ChangeFeed;
import io.leadhouse.delta.TableState;
import io.leadhouse.engine.BuildContext;
import io.leadhouse.engine.Consumption;
import io.leadhouse.engine.Consumption.Position;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.Table;
import io.leadhouse.spark.Quoted;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes from a table down to the contracts that it is made of, along the versions that were taken
 * into it before and now.
 */
final class OriginSearch {
  private static final Logger LOG = LoggerFactory.getLogger(OriginSearch.class);
  private static final String MERGES = "stg_lead_merge";
  private static final String ORGANIZATION = "organization_id";

  private final BuildContext context;
  private final List<Consumption> known;
  private final Map<Span, Optional<List<Row>>> contracts = new HashMap<>();
  private final Map<Place, Optional<Consumption>> made = new HashMap<>();

  /**
   * @param known what tables were and are made of, as far as it need not be looked up
   */
  OriginSearch(BuildContext context, List<Consumption> known) {
    this.context = context;
    this.known = List.copyOf(known);
  }

  private record Place(String table, Position position) {}

  private record Span(String table, long after, long until) {}

  /** What lies behind the difference between a table as it was made before and as it is now. */
  Origins search(Table table, Consumption before, Consumption now) {
    Origins origins = new Origins();
    follow(table, before, now, origins);
    return origins;
  }

  private void follow(Table table, Consumption before, Consumption now, Origins origins) {
    if (!before.definition().equals(now.definition())) {
      if (!isClock(table)) {
        origins.redefined();
      }
      return;
    }
    now.inputs()
        .forEach(
            (name, position) -> {
              Position earlier = before.inputs().get(name);
              if (earlier != null
                  && earlier.id().equals(position.id())
                  && earlier.version() < position.version()) {
                input(name, earlier, position, origins);
              }
            });
  }

  private void input(String name, Position before, Position now, Origins origins) {
    Table table = context.warehouse().tables().get(name);
    if (table == null) {
      return;
    }
    Optional<Consumption> earlier = madeOf(table, before);
    Optional<Consumption> later = madeOf(table, now);
    if (table.isStaging()) {
      if (earlier.isPresent()
          && later.isPresent()
          && !earlier.get().definition().equals(later.get().definition())) {
        origins.redefined();
      }
      contract(table, before.version(), now.version(), origins);
    } else if (earlier.isPresent() && later.isPresent()) {
      follow(table, earlier.get(), later.get(), origins);
    }
  }

  private void contract(Table table, long after, long until, Origins origins) {
    Optional<List<Row>> changed =
        contracts.computeIfAbsent(new Span(table.name(), after, until), span -> read(table, span));
    for (Row row : changed.orElse(List.of())) {
      boolean merge = table.name().equals(MERGES);
      origins.changed(row.getString(0), merge, row.getBoolean(1), row.getBoolean(2));
    }
  }

  /** By organization, whether any row came or changed and whether any has gone. */
  private Optional<List<Row>> read(Table table, Span span) {
    try {
      Column whose =
          table.columns().containsKey(ORGANIZATION)
              ? col(ORGANIZATION).cast("string")
              : lit(null).cast("string");
      Column[] key = Quoted.columns(table.key());
      Dataset<Row> feed =
          ChangeFeed.between(context.session(), path(table), span.after, span.until)
              .withColumn("__whose", whose);
      return Optional.of(
          feed.groupBy(key)
              .agg(max("__whose").as("__whose"), max(ChangeFeed.SIGN).as(ChangeFeed.SIGN))
              .groupBy("__whose")
              .agg(
                  max(col(ChangeFeed.SIGN).gt(0)).as("came"),
                  max(col(ChangeFeed.SIGN).lt(0)).as("went"))
              .collectAsList());
    } catch (Exception e) {
      // Whatever keeps Delta from telling leaves the cause unknown, and the figure is what matters.
      LOG.info("No change feed of {} after version {}: {}", span.table, span.after, e.toString());
      return Optional.empty();
    }
  }

  /** The clock's definition is another with every run: it holds the instant of the run. */
  private boolean isClock(Table table) {
    return context.graph().parameters(table.name()).contains(Parameter.AS_OF);
  }

  private Optional<Consumption> madeOf(Table table, Position position) {
    return made.computeIfAbsent(new Place(table.name(), position), place -> find(table, position));
  }

  private Optional<Consumption> find(Table table, Position position) {
    TableState state = new TableState(position.version(), position.id(), 0);
    return known.stream()
        .filter(
            one -> one.version() == position.version() && one.table().id().equals(position.id()))
        .findFirst()
        .or(
            () ->
                context
                    .store()
                    .metadata(context.session(), path(table), position.version())
                    .flatMap(metadata -> Consumption.parse(metadata, state)));
  }

  private Path path(Table table) {
    return context.store().path(table.layer(), table.name());
  }
}
