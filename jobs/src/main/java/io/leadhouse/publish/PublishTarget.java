package io.leadhouse.publish;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.TableName;
import java.util.List;

/**
 * Where tables are published.
 *
 * @param endpoint the database, reached without a transaction pooler
 * @param schema the schema that readers see; {@code <schema>_load} beside it is for our own use
 * @param readers roles that may read every published table
 */
public record PublishTarget(PostgresEndpoint endpoint, String schema, List<String> readers) {
  public static final String DEFAULT_SCHEMA = "analytics";

  public PublishTarget {
    readers = List.copyOf(readers);
  }

  /** A target whose readers are the concern of others. */
  public PublishTarget(PostgresEndpoint endpoint, String schema) {
    this(endpoint, schema, List.of());
  }

  /** The table as readers know it. */
  TableName table(String name) {
    return new TableName(schema, name);
  }

  String loadSchema() {
    return schema + "_load";
  }

  @Override
  public String toString() {
    return "schema " + schema + " at " + endpoint;
  }
}
