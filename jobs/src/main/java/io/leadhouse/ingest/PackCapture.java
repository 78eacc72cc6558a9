package io.leadhouse.ingest;

import io.leadhouse.model.SourcePack;
import io.leadhouse.model.Strategy;
import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CaptureSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of a pack is read from the source's log. */
public final class PackCapture {
  private PackCapture() {}

  /** Whether any table's strategy is cdc. */
  public static boolean isNeeded(SourcePack pack) {
    return pack.tables().values().stream().anyMatch(table -> table.strategy() == Strategy.CDC);
  }

  /** The tables whose strategy is cdc; there may be none. */
  public static CaptureSource of(SourcePack pack, PostgresEndpoint source) {
    Map<TableName, List<String>> keys = new LinkedHashMap<>();
    pack.tables()
        .forEach(
            (name, table) -> {
              if (table.strategy() == Strategy.CDC) {
                keys.put(new TableName(pack.schema(), name), table.key());
              }
            });
    return new CaptureSource(source, pack.name(), keys);
  }
}
