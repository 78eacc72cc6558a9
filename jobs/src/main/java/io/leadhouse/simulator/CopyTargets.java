package io.leadhouse.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** All tables that one load fills. */
final class CopyTargets {
  private final Consumer<CopyPipe.Batch> pipe;
  private final String schema;
  private final List<CopyTarget> targets = new ArrayList<>();

  /**
   * @param schema of the tables with a dot, or nothing where the search path finds them
   */
  CopyTargets(Consumer<CopyPipe.Batch> pipe, String schema) {
    this.pipe = pipe;
    this.schema = schema;
  }

  CopyTarget into(String table, List<String> columns) {
    CopyTarget target = new CopyTarget(pipe, schema, table, columns);
    targets.add(target);
    return target;
  }

  void flush() {
    targets.forEach(CopyTarget::flush);
  }

  /** Rows per table, in the order in which the tables were announced. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    targets.forEach(target -> counts.put(target.table(), target.count()));
    return counts;
  }
}
