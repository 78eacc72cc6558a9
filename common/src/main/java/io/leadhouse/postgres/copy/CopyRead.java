package io.leadhouse.postgres.copy;

import io.leadhouse.postgres.PostgresEndpoint;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.util.LongAccumulator;

/**
 * What is read and how.
 *
 * @param what the relation, for people
 * @param begin statements, in one text, that a session begins with
 * @param parts a query each, whose columns are {@code columns}
 * @param rowsRead counts rows while they come, those of repeated tasks again
 */
public record CopyRead(
    PostgresEndpoint endpoint,
    String what,
    String begin,
    List<String> parts,
    List<CopyColumn> columns,
    LongAccumulator rowsRead)
    implements Serializable {
  public CopyRead {
    parts = List.copyOf(parts);
    columns = List.copyOf(columns);
  }
}
