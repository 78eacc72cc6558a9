package io.leadhouse.pipeline;

import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.engine.TableVerdict;
import io.leadhouse.engine.Verification;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.House;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/** Verifies the tables that the last run of a warehouse has left. */
public final class WarehouseVerification {
  private final House house;
  private final SparkSession session;
  private final LeadhouseConfig config;

  public WarehouseVerification(House house, SparkSession session, LeadhouseConfig config) {
    this.house = house;
    this.session = session;
    this.config = config;
  }

  /**
   * Verifies tables in the order of the build.
   *
   * @param tables their names; all where empty
   * @param share of the refresh keys, above 0 and up to 1
   * @param listener hears of every table when it is done
   * @throws LeadhouseException CONFIGURATION when a table does not exist, or no run has made any
   */
  public List<TableVerdict> of(List<String> tables, double share, Consumer<TableVerdict> listener) {
    tables.forEach(house.warehouse()::table);
    Standing standing = new Standing(house, session, config);
    RunSteps steps = new RunSteps("verify", house, session, config, standing.asOf());
    Verification verification = steps.verification(standing.recorded());
    List<TableVerdict> verdicts = new ArrayList<>();
    for (String name : house.graph().order()) {
      if (tables.isEmpty() || tables.contains(name)) {
        TableVerdict verdict = verification.of(house.warehouse().table(name), share);
        listener.accept(verdict);
        verdicts.add(verdict);
      }
    }
    return verdicts;
  }
}
