package io.leadhouse.house;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

final class ProvisionalTypes {
  private ProvisionalTypes() {}

  static Map<String, String> of(Connection connection, String schema, String table)
      throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute a"
                + " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = ? AND c.relname = ? AND attnum > 0 AND NOT attisdropped"
                + " ORDER BY attnum")) {
      query.setString(1, schema);
      query.setString(2, table);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          types.put(rows.getString(1), spark(rows.getString(2)));
        }
      }
    }
    return types;
  }

  private static String spark(String type) {
    if (type.startsWith("numeric(")) {
      return type.replace("numeric", "decimal");
    }
    return switch (type) {
      case "bigint" -> "bigint";
      case "integer" -> "int";
      case "smallint" -> "smallint";
      case "numeric" -> "decimal(38,18)";
      case "real" -> "float";
      case "double precision" -> "double";
      case "boolean" -> "boolean";
      case "date" -> "date";
      case "timestamp with time zone" -> "timestamp";
      case "timestamp without time zone" -> "timestamp_ntz";
      case "bytea" -> "binary";
      default -> "string";
    };
  }
}
