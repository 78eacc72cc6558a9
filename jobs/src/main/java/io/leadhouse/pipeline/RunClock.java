package io.leadhouse.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.leadhouse.engine.ParameterValues;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Parameter;
import io.leadhouse.model.Warehouse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * The one place where a run meets the clock.
 *
 * @param clock tells when steps begin and end, for ops only
 * @param asOf the instant up to which the run knows anything
 */
public record RunClock(Clock clock, Instant asOf) {
  /** Names a run that begins now. */
  String runId() {
    return "run-" + now().truncatedTo(ChronoUnit.MILLIS).toString().replace(':', '-');
  }

  Instant now() {
    return clock.instant();
  }

  static ParameterValues parameters(
      Instant asOf, Warehouse warehouse, Map<String, JsonNode> overrides) {
    if (overrides.containsKey(Parameter.AS_OF)) {
      throw LeadhouseException.configuration(
          "parameters.as_of cannot be configured; every run has its own. Use --as-of.");
    }
    Map<String, JsonNode> values = new HashMap<>(overrides);
    values.put(Parameter.AS_OF, TextNode.valueOf(asOf.toString()));
    return ParameterValues.of(warehouse.parameters(), values);
  }
}
