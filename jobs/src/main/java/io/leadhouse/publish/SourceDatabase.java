package io.leadhouse.publish;

import static io.leadhouse.error.LeadhouseException.configuration;

import io.leadhouse.postgres.DatabaseIdentity;
import io.leadhouse.postgres.PostgresEndpoint;

/** Keeps the CRM's own database from being written to by mistake. */
public final class SourceDatabase {
  private SourceDatabase() {}

  /**
   * Refuses a target that is the source, by whatever host name, and a standby's primary too. For a
   * person who allowed it there is nothing to check.
   *
   * @throws io.leadhouse.error.LeadhouseException CONFIGURATION when both are one database,
   *     UNREACHABLE when one of them cannot be asked
   */
  public static void refuseAsTarget(PostgresEndpoint source, PublishTarget target) {
    DatabaseIdentity identity = DatabaseIdentity.of(target.endpoint());
    if (identity.equals(DatabaseIdentity.of(source))) {
      throw configuration(
          ("The target %s is the source database %s itself (system identifier %s). Publish into"
                  + " another database, or allow it with allow_source_database: true.")
              .formatted(target, source, identity.systemIdentifier()));
    }
  }
}
