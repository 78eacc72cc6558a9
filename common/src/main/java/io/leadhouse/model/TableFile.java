package io.leadhouse.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** table.yml as it is written; {@link WarehouseReader} makes a {@link Table} of it. */
record TableFile(
    String description,
    Kind kind,
    List<String> key,
    String java,
    JavaInputs inputs,
    Refresh refresh,
    Map<String, Column> columns,
    List<Rule> rules,
    Map<String, String> references,
    List<Check> checks,
    PublishOptions publish) {
  TableFile {
    kind = Objects.requireNonNullElse(kind, Kind.DERIVED);
    inputs = Objects.requireNonNullElse(inputs, JavaInputs.NONE);
    refresh = Objects.requireNonNullElse(refresh, new Refresh.Full());
    rules = Objects.requireNonNullElse(rules, List.of());
    references = Objects.requireNonNullElse(references, Map.of());
    checks = Objects.requireNonNullElse(checks, List.of());
  }
}
