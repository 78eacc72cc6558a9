package io.leadhouse.cli;

import io.leadhouse.postgres.PostgresEndpoint;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Says how to use databases that stay up. */
final class DemoServing {
  private DemoServing() {}

  /**
   * Prints it.
   *
   * @param config the leadhouse.yml that names the databases
   */
  static void print(PrintWriter out, Path config, PostgresEndpoint database, String query) {
    out.printf(
        "%nThe database is up until Ctrl-C. Connect, without a password:%n"
            + "  psql -h %s -p %d -U %s -d %s%n"
            + "  then: %s%n"
            + "Run the warehouse on it, or ask about a table:%n"
            + "  ./leadhouse run --config %s%n"
            + "  ./leadhouse explain funnel_stage --config %s%n",
        database.host(),
        database.port(),
        database.user(),
        database.database(),
        query,
        config,
        config);
    out.flush();
  }
}
