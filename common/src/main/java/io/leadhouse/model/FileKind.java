package io.leadhouse.model;

import io.leadhouse.yaml.NearestName;
import io.leadhouse.yaml.YamlDocument;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A kind of CSV file that people may drop, as files.yml of a source pack declares it.
 *
 * @param key the fields that tell one row from another, all of them required
 * @param fields in the order in which they land
 */
public record FileKind(String name, String description, List<String> key, Map<String, Field> fields)
    implements Serializable {
  /** SHA-256 of the bytes of the file that a row came from. */
  public static final String FILE_HASH = "file_hash";

  /** The file's place among all that were ever imported, from 1; the highest is the last. */
  public static final String FILE_NUMBER = "file_number";

  /** The line of the file on which the row begins, from 1. */
  public static final String LINE = "line";

  private static final List<String> ORIGIN = List.of(FILE_HASH, FILE_NUMBER, LINE);

  /** What a field holds. */
  public enum Type {
    TEXT,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    DATE,
    TIMESTAMP;

    /** The type of the raw table's column. */
    public DataType landed() {
      return switch (this) {
        case TEXT -> DataTypes.StringType;
        case INTEGER -> DataTypes.LongType;
        case DECIMAL -> DataTypes.createDecimalType(18, 6);
        case BOOLEAN -> DataTypes.BooleanType;
        case DATE -> DataTypes.DateType;
        case TIMESTAMP -> DataTypes.TimestampType;
      };
    }
  }

  /**
   * One field.
   *
   * @param required whether a row without it is refused
   * @param personal whether its values identify a person and stay out of logs
   * @param example a value as a person would write it
   */
  public record Field(Type type, boolean required, boolean personal, String example, String meaning)
      implements Serializable {}

  record Form(String description, List<String> key, LinkedHashMap<String, Field> fields) {}

  static FileKind of(String name, Form form, YamlDocument<?> document, Set<String> tables) {
    FileKind kind = new FileKind(name, form.description(), form.key(), form.fields());
    String at = "/kinds/" + name;
    if (tables.contains(name + "_file")) {
      throw document.complaint(
          at, "the table " + name + "_file of raw.yml would land under the same name. Rename one.");
    }
    for (String key : kind.key()) {
      Field field = kind.fields().get(key);
      if (field == null) {
        throw document.complaint(
            at + "/key",
            "'" + key + "' is no field." + NearestName.hint(key, kind.fields().keySet()));
      }
      if (!field.required()) {
        throw document.complaint(at + "/key", "'" + key + "' is part of the key: require it.");
      }
    }
    for (String field : kind.fields().keySet()) {
      if (ORIGIN.contains(field)) {
        throw document.complaint(
            at + "/fields/" + field,
            "'" + field + "' says where a row came from. Rename the field.");
      }
    }
    return kind;
  }

  /** The name under which its rows land. */
  public String rawTable() {
    return SourcePack.RAW_PREFIX + name + "_file";
  }

  /** The columns of the raw table: the fields, and where a row came from. */
  public StructType schema() {
    StructType schema = new StructType();
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      schema = schema.add(field.getKey(), field.getValue().type().landed());
    }
    return schema.add(FILE_HASH, "string").add(FILE_NUMBER, "bigint").add(LINE, "bigint");
  }
}
