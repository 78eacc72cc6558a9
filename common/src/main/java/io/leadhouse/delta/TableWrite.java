package io.leadhouse.delta;

import java.nio.file.Path;
import java.util.List;

/**
 * What a write of a table has to know beside the rows.
 *
 * @param key primary key, unique and not null in the rows
 * @param metadata JSON for the commit's userMetadata
 * @param guard looks at what is about to change
 */
public record TableWrite(Path table, List<String> key, String metadata, Guard guard) {
  public TableWrite {
    key = List.copyOf(key);
  }

  /** A write that nothing stops. */
  public static TableWrite of(Path table, List<String> key, String metadata) {
    return new TableWrite(table, key, metadata, (changes, rowsBefore) -> {});
  }

  /** Stops a write before it commits, by throwing. */
  @FunctionalInterface
  public interface Guard {
    void check(Changes changes, long rowsBefore);
  }
}
