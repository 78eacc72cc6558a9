package io.leadhouse.demo.headlines;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;

/** One answer about one organization. Prints nothing where the warehouse has none. */
interface Section {
  void print(Connection analytics, String organizationId, PrintWriter out) throws SQLException;
}
