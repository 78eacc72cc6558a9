package io.leadhouse.engine;

import io.leadhouse.spark.Persisted;
import io.leadhouse.spark.SmallSide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** By input of one table, the changed rows in what is read of them, computed once. */
final class ChangedInputs implements AutoCloseable {
  private final SparkSession session;
  private final List<Persisted> all = new ArrayList<>();
  private final Map<String, Changed> changed = new LinkedHashMap<>();

  private record Changed(Persisted rows, long count) {}

  ChangedInputs(SparkSession session) {
    this.session = session;
  }

  /** Takes an input's changed rows, if there are any. */
  void add(String input, Dataset<Row> rows) {
    Persisted persisted = Persisted.of(rows);
    all.add(persisted);
    long count = persisted.in(session).count();
    if (count > 0) {
      changed.put(input, new Changed(persisted, count));
    }
  }

  /** The inputs that have changed. */
  Set<String> names() {
    return changed.keySet();
  }

  /** The changed rows of one of them, for plans and views of the session. */
  Dataset<Row> rows(String input) {
    return changed.get(input).rows().in(session);
  }

  /** The same as a side of a join. */
  Dataset<Row> side(String input) {
    return SmallSide.of(rows(input), changed.get(input).count());
  }

  @Override
  public void close() {
    all.forEach(Persisted::close);
  }
}
