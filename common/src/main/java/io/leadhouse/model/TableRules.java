package io.leadhouse.model;

import io.leadhouse.yaml.NearestName;
import io.leadhouse.yaml.YamlDocument;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/** What must hold inside one table.yml beyond its JSON Schema. */
final class TableRules {
  private TableRules() {}

  static void check(YamlDocument<TableFile> document, Layer layer) {
    TableFile file = document.value();
    requireColumns(document, "/key", file.key());
    if (file.kind() == Kind.JOURNAL) {
      throw document.complaint(
          "/kind",
          "journals are written by Leadhouse itself; a table of sql/ is derived or history.");
    }
    if (file.refresh() instanceof Refresh.ByKey byKey) {
      requireColumns(document, "/refresh/by", byKey.key());
      requireKeyColumns(document, byKey.key());
      if (layer.name().equals(Table.STAGING)) {
        throw document.complaint(
            "/refresh",
            "a staging contract is refreshed by its own key where its query allows it. Remove `refresh`.");
      }
    }
    if (file.publish() != null) {
      for (int i = 0; i < file.publish().indexes().size(); i++) {
        requireColumns(document, "/publish/indexes/" + i, file.publish().indexes().get(i));
      }
      requireSettled(document);
    }
    requireColumns(document, "/references", List.copyOf(file.references().keySet()));
    if (layer.name().equals(Table.STAGING)) {
      requireTypes(document);
    } else {
      refuseStagingKeys(document, layer);
    }
  }

  private static void requireColumns(
      YamlDocument<TableFile> document, String pointer, List<String> names) {
    for (String name : names) {
      if (!document.value().columns().containsKey(name)) {
        throw document.complaint(
            pointer,
            "'"
                + name
                + "' is not a column of this table."
                + NearestName.hint(name, document.value().columns().keySet()));
      }
    }
  }

  private static void requireSettled(YamlDocument<TableFile> document) {
    TableFile file = document.value();
    file.publish()
        .settled()
        .forEach(
            (flag, figures) -> {
              requireColumns(document, "/publish/settled", List.of(flag));
              requireColumns(document, "/publish/settled/" + flag, figures);
            });
    if (!file.publish().settled().isEmpty()) {
      file.key().stream()
          .filter(name -> file.columns().get(name).personal())
          .forEach(
              name -> {
                throw document.complaint(
                    "/publish/settled",
                    "restatements name their rows by the key, and '" + name + "' is personal.");
              });
    }
  }

  /** Only then do rows with different refresh keys never share a primary key. */
  private static void requireKeyColumns(YamlDocument<TableFile> document, List<String> refresh) {
    for (String name : refresh) {
      if (!document.value().key().contains(name)) {
        throw document.complaint(
            "/refresh/by",
            "'" + name + "' is no part of the key, so rows cannot be told apart by it.");
      }
    }
  }

  private static void requireTypes(YamlDocument<TableFile> document) {
    document
        .value()
        .columns()
        .forEach(
            (name, column) -> {
              if (column.type().isEmpty()) {
                throw document.complaint(
                    "/columns/" + name, "column '" + name + "' of a staging contract has no type.");
              }
              requireType(document, name, column.type().get());
            });
    if (!document.value().checks().isEmpty()) {
      throw document.complaint(
          "/checks", "a staging contract has rules; checks are for the tables after it.");
    }
    if (document.value().publish() != null) {
      throw document.complaint("/publish", "a staging contract is not published.");
    }
  }

  private static void requireType(YamlDocument<TableFile> document, String column, String type) {
    try {
      DataType.fromDDL(type);
    } catch (Exception e) {
      // Spark's parser throws a checked exception that its Java signature does not declare.
      throw document.complaint("/columns/" + column, "'" + type + "' is no Spark SQL type.");
    }
  }

  private static void refuseStagingKeys(YamlDocument<TableFile> document, Layer layer) {
    TableFile file = document.value();
    file.columns()
        .forEach(
            (name, column) -> {
              if (column.type().isPresent()) {
                throw document.complaint(
                    "/columns/" + name,
                    "types are stated in staging contracts only; that of '"
                        + name
                        + "' is inferred into sql/schema.lock. Remove the type.");
              }
            });
    if (!file.rules().isEmpty() || !file.references().isEmpty()) {
      throw document.complaint(
          file.rules().isEmpty() ? "/references" : "/rules",
          "rules and references belong to staging contracts, not to layer '"
              + layer.name()
              + "'. Use checks here.");
    }
  }
}
