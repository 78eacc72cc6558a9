package io.leadhouse.simulator;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** All tables that one load fills, over one connection. */
final class CopyTargets {
  private final CopyManager copyManager;
  private final List<CopyTarget> targets = new ArrayList<>();

  CopyTargets(Connection connection) throws SQLException {
    this.copyManager = connection.unwrap(PGConnection.class).getCopyAPI();
  }

  CopyTarget into(String table, List<String> columns) {
    CopyTarget target = new CopyTarget(copyManager, table, columns);
    targets.add(target);
    return target;
  }

  void flush() throws SQLException {
    for (CopyTarget target : targets) {
      target.flush();
    }
  }

  /** Rows per table, in the order in which the tables were announced. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    targets.forEach(target -> counts.put(target.table(), target.count()));
    return counts;
  }
}
