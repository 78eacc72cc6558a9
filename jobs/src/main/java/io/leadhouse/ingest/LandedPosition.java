package io.leadhouse.ingest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.SourcePosition;
import io.leadhouse.postgres.cdc.CaptureMark;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Up to where a raw table holds its source; text that lies in the same commit as the rows.
 *
 * @param run the run that read it
 * @param takenAt when, by the clock of the source
 * @param layout the source table's definition, as a digest
 * @param heaps the heaps that held its rows
 * @param key the columns by which its rows were told apart
 * @param strategy how its changes were found
 * @param cursorColumn the column that told them; null where there is none
 * @param cursor the newest value of its cursor column; null where there is none
 * @param capture how far it follows the source's log; null where it does not
 * @param keySum sum of a 64-bit hash of every key, which with their number tells sets of keys apart
 * @param content of a small table, the sum of a 64-bit hash of all values of every row; else null
 * @param refused the rows that are in quarantine; null where that is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LandedPosition(
    String run,
    String systemIdentifier,
    String timeline,
    String database,
    String snapshot,
    String lsn,
    String takenAt,
    String layout,
    List<Long> heaps,
    List<String> key,
    Strategy strategy,
    String cursorColumn,
    String cursor,
    CaptureMark capture,
    BigInteger keySum,
    BigInteger content,
    RefusedRows refused) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  static LandedPosition of(
      String run,
      SourcePosition position,
      TablePlan plan,
      SourceTotals totals,
      Optional<CaptureMark> capture) {
    return new LandedPosition(
        run,
        position.systemIdentifier().orElse(null),
        position.timeline().orElse(null),
        position.database(),
        position.snapshot(),
        position.lsn().orElse(null),
        position.takenAt().toString(),
        plan.relation().layout(),
        plan.relation().heaps(),
        plan.sourceKey(),
        plan.strategy(),
        plan.cursor().map(RawColumn::source).orElse(null),
        totals.cursor(),
        capture.orElse(null),
        totals.keySum(),
        totals.content(),
        totals.refused());
  }

  /** Reads a commit's metadata; empty where it is none of an ingest. */
  static Optional<LandedPosition> parse(String json) {
    try {
      LandedPosition position = JSON.readValue(json, LandedPosition.class);
      return position.snapshot() == null || position.keySum() == null
          ? Optional.empty()
          : Optional.of(position);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  SourcePosition source() {
    return new SourcePosition(
        Optional.ofNullable(systemIdentifier),
        Optional.ofNullable(timeline),
        database,
        snapshot,
        Optional.ofNullable(lsn),
        Instant.parse(takenAt));
  }
}
