package io.leadhouse.postgres;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.spark.sql.execution.datasources.jdbc.JDBCOptions;
import org.apache.spark.sql.jdbc.JdbcConnectionProvider;
import scala.collection.immutable.Map;

/**
 * Opens the connections of Spark's JDBC source. Spark's own provider writes all their properties,
 * the password among them, to the log at level debug, and has lower-cased the properties' names by
 * then, so that the driver overlooks all but user and password. Spark finds this one as a service
 * and uses it where a reader asks for it by name.
 */
public final class QuietConnectionProvider extends JdbcConnectionProvider {
  /** What a reader sets the option {@code connectionProvider} to. */
  static final String NAME = "leadhouse";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean canHandle(Driver driver, Map<String, String> options) {
    return new JDBCOptions(options).connectionProviderName().contains(NAME);
  }

  @Override
  public Connection getConnection(Driver driver, Map<String, String> options) {
    JDBCOptions parsed = new JDBCOptions(options);
    Properties given = parsed.asConnectionProperties();
    Properties properties =
        PostgresEndpoint.properties(given.getProperty("user"), given.getProperty("password"));
    try {
      return driver.connect(parsed.url(), properties);
    } catch (SQLException e) {
      throw PostgresFailure.of(
          "Cannot connect to " + parsed.url() + " as user " + given.getProperty("user"), e);
    }
  }

  @Override
  public boolean modifiesSecurityContext(Driver driver, Map<String, String> options) {
    return false;
  }
}
