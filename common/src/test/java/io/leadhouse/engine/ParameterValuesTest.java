package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.leadhouse.model.Parameter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterValuesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void anOverrideReplacesAValueAndJoinsAMap() {
    ParameterValues values =
        ParameterValues.of(
            Map.of(
                "days", new Parameter("int", json("90"), "Days."),
                "names", new Parameter("map<string,string>", json("{\"a\": \"x\"}"), "Names."),
                "rate", new Parameter("decimal(4,2)", json("0.9"), "Rate."),
                "list", new Parameter("array<int>", json("[1, 2]"), "List.")),
            Map.of("days", json("60"), "names", json("{\"b\": \"y\"}")));

    assertThat(values.value("days")).isEqualTo(60);
    assertThat(values.value("names")).isEqualTo(Map.of("a", "x", "b", "y"));
    assertThat(values.value("rate")).isEqualTo(new BigDecimal("0.90"));
    assertThat(values.value("list")).isEqualTo(List.of(1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "array<int>; 30",
        "array<int>; null",
        "map<string,string>; \"x\"",
        "boolean; \"yes\"",
        "int; \"ten\"",
        "int; [1]",
        "decimal(4,2); 0.123",
        "date; \"soon\"",
      })
  void whatIsNotOfTheTypeIsRefused(String type, String value) {
    assertThatThrownBy(
            () ->
                ParameterValues.of(
                    Map.of("p", new Parameter(type, null, "P.")), Map.of("p", json(value))))
        .hasMessageContaining("Parameter 'p' is no " + type);
  }

  @Test
  void anUnknownOrMissingParameterIsNamed() {
    Map<String, Parameter> declared = Map.of("days", new Parameter("int", null, "Days."));
    assertThatThrownBy(() -> ParameterValues.of(declared, Map.of("dais", json("1"))))
        .hasMessageContaining("Unknown parameter 'dais'. Did you mean 'days'?");
    assertThatThrownBy(() -> ParameterValues.of(declared, Map.of()))
        .hasMessageContaining("'days' has no default and was not given");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
