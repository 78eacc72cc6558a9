package io.leadhouse.publish;

import io.leadhouse.postgres.PostgresEndpoint;
import io.leadhouse.postgres.TableName;

/**
 * Where tables are published.
 *
 * @param endpoint the database, reached without a transaction pooler
 * @param schema the schema that readers see; {@code <schema>_load} beside it is for our own use
 */
public record PublishTarget(PostgresEndpoint endpoint, String schema) {
  public static final String DEFAULT_SCHEMA = "analytics";

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
