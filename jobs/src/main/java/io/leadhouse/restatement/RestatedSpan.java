package io.leadhouse.restatement;

import io.leadhouse.engine.Consumption;
import io.leadhouse.model.PublishOptions;
import io.leadhouse.model.Table;
import java.util.List;
import java.util.Map;

/**
 * Versions of a published table, between which its settled figures are compared.
 *
 * @param before what the last run before had made the table of
 * @param since the earlier version: that of {@code before}, or where the journal has got since
 * @param now what this build has made it of
 */
record RestatedSpan(Table table, Consumption before, long since, Consumption now) {
  /** The settled columns of a table by the flag that says so; none where nothing is settled. */
  static Map<String, List<String>> settled(Table table) {
    return table.publication().map(PublishOptions::settled).orElse(Map.of());
  }
}
