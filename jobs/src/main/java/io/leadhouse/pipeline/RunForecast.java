package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.engine.Scope;
import io.leadhouse.engine.TableForecast;
import io.leadhouse.graph.House;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * What a run would recompute if the source had nothing new: over the raw tables as they are. Reads
 * neither source nor target, holds nothing and writes nothing.
 */
public final class RunForecast {
  private final House house;
  private final SparkSession session;
  private final LeadhouseConfig config;

  public RunForecast(House house, SparkSession session, LeadhouseConfig config) {
    this.house = house;
    this.session = session;
    this.config = config;
  }

  /**
   * Looks at the tables of a choice, in build order.
   *
   * @param asOf the instant that was asked for
   * @param now the instant of a whole run when none was
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION for what a run would refuse
   */
  public List<TableForecast> of(Choice choice, Optional<Instant> asOf, Instant now) {
    List<String> tables = choice.tables(house);
    Standing standing = new Standing(house, session, config);
    boolean whole = choice.selected().isEmpty();
    Instant instant = whole ? asOf.orElse(now) : standing.asOf(asOf, tables);
    RunSteps steps = new RunSteps("plan", house, session, config, instant);
    Map<String, Long> versions = new TreeMap<>(standing.present());
    if (whole) {
      steps.check().all();
    } else {
      steps.check().some(tables);
      versions.putAll(standing.below(tables));
    }
    return steps
        .forecast(standing.recorded())
        .of(new Scope(new TreeSet<>(tables), versions, Map.of(), choice.effort()));
  }
}
