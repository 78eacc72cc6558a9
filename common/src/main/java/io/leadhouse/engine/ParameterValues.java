package io.leadhouse.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.Parameter;
import io.leadhouse.yaml.NearestName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * The parameters of one run: defaults of warehouse.yml with the configuration's values over them.
 */
public final class ParameterValues {
  private final Map<String, Object> values;

  private ParameterValues(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Resolves every declared parameter.
   *
   * @param overrides values from the configuration or a case; maps are merged over the default
   * @throws LeadhouseException CONFIGURATION for an unknown name, a wrong type or a missing value
   */
  public static ParameterValues of(
      Map<String, Parameter> declared, Map<String, JsonNode> overrides) {
    for (String name : overrides.keySet()) {
      if (!declared.containsKey(name)) {
        throw LeadhouseException.configuration(
            "Unknown parameter '" + name + "'." + NearestName.hint(name, declared.keySet()));
      }
    }
    Map<String, Object> values = new TreeMap<>();
    declared.forEach(
        (name, parameter) -> {
          Object value = null;
          if (parameter.defaultValue() != null) {
            value = convert(name, parameter, parameter.defaultValue());
          }
          if (overrides.containsKey(name)) {
            value = merge(value, convert(name, parameter, overrides.get(name)));
          }
          if (value == null) {
            throw LeadhouseException.configuration(
                "Parameter '" + name + "' has no default and was not given.");
          }
          values.put(name, value);
        });
    return new ParameterValues(values);
  }

  /** A value in its Java form: Integer, Long, BigDecimal, Instant, List, Map … */
  public Object value(String name) {
    return values.get(name);
  }

  /** The named values as Spark takes them for {@code :name}. */
  Map<String, Object> arguments(Set<String> names) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    names.forEach(name -> arguments.put(name, argument(values.get(name))));
    return arguments;
  }

  /** Of all values. */
  Set<String> names() {
    return values.keySet();
  }

  /** The named values but the clock as stable text, for definition hashes. */
  String canonicalWithoutClock(Set<String> names) {
    Map<String, Object> used = new TreeMap<>(values);
    used.keySet().retainAll(names);
    used.remove(Parameter.AS_OF);
    return used.toString();
  }

  private static Object argument(Object value) {
    if (value instanceof List<?> list) {
      return functions.array(list.stream().map(functions::lit).toArray(Column[]::new));
    }
    if (value instanceof Map<?, ?> map) {
      List<Column> entries = new ArrayList<>();
      map.forEach(
          (key, entry) -> {
            entries.add(functions.lit(key));
            entries.add(functions.lit(entry));
          });
      return functions.map(entries.toArray(Column[]::new));
    }
    return value;
  }

  private static Object merge(Object base, Object override) {
    if (base instanceof Map<?, ?> defaults && override instanceof Map<?, ?> entries) {
      Map<Object, Object> merged = new TreeMap<>(defaults);
      merged.putAll(entries);
      return merged;
    }
    return override;
  }

  private static Object convert(String name, Parameter parameter, JsonNode node) {
    try {
      return convert(parameter.type().replace(" ", ""), node);
    } catch (ArithmeticException | IllegalArgumentException | DateTimeParseException e) {
      throw LeadhouseException.configuration(
          "Parameter '" + name + "' is no " + parameter.type() + ": " + node + ".");
    }
  }

  private static Object convert(String type, JsonNode node) {
    if (type.startsWith("array<")) {
      require(node.isArray());
      String element = type.substring("array<".length(), type.length() - 1);
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(convert(element, item)));
      return List.copyOf(list);
    }
    if (type.startsWith("map<")) {
      require(node.isObject());
      String element = type.substring("map<string,".length(), type.length() - 1);
      Map<String, Object> map = new TreeMap<>();
      node.fields().forEachRemaining(e -> map.put(e.getKey(), convert(element, e.getValue())));
      return map;
    }
    require(node.isValueNode() && !node.isNull());
    String text = node.asText();
    if (type.startsWith("decimal")) {
      int scale = Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
      return new BigDecimal(text).setScale(scale, RoundingMode.UNNECESSARY);
    }
    return switch (type) {
      case "int" -> Integer.valueOf(text);
      case "bigint" -> Long.valueOf(text);
      case "boolean" -> {
        require(node.isBoolean());
        yield node.booleanValue();
      }
      case "date" -> LocalDate.parse(text);
      case "timestamp" -> Instant.parse(text);
      default -> text;
    };
  }

  private static void require(boolean fits) {
    if (!fits) {
      throw new IllegalArgumentException();
    }
  }
}
