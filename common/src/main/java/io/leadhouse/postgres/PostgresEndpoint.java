package io.leadhouse.postgres;

import io.leadhouse.error.LeadhouseException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;

/**
 * Where a Postgres is and who we are there. {@link #toString} and every message name host, port,
 * database and user, never the password. Serializable, so that Spark tasks can connect.
 */
public record PostgresEndpoint(String host, int port, String database, String user, Secret password)
    implements Serializable {
  public static final int DEFAULT_PORT = 5432;

  public PostgresEndpoint {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  /** The JDBC address, without credentials. */
  public String url() {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** Driver properties with the credentials; for the driver's eyes only, never to be logged. */
  public Properties properties() {
    return properties(user, password.reveal());
  }

  static Properties properties(String user, String password) {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "leadhouse");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  /**
   * Opens a connection.
   *
   * @throws LeadhouseException UNREACHABLE, naming host, port, user and cause
   */
  public Connection connect() {
    try {
      return DriverManager.getConnection(url(), properties());
    } catch (SQLException e) {
      throw LeadhouseException.unreachable(
          "Cannot connect to Postgres at "
              + this
              + ": "
              + e.getMessage()
              + ". Check that it runs, that the address is right and that the user may log in.",
          e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port + "/" + database + " as user " + user;
  }
}
