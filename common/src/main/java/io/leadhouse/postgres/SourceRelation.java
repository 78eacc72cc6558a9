package io.leadhouse.postgres;

import java.util.List;
import java.util.Optional;

/**
 * A table, view or anything else with rows in a source, as its catalog describes it.
 *
 * @param uniqueKeys columns of each key that the source keeps unique, the primary key first
 * @param pages blocks of its own heap; 0 where it has none (views, partitioned and foreign tables)
 * @param estimatedRows the planner's last knowledge; -1 if it never looked
 * @param outOfLineBytes bytes of values stored beside the heap
 * @param heaps object ids of the heaps that hold its rows: its own, or those of its partitions and
 *     children; empty where rows lie elsewhere too
 * @param layout digest of all in its definition that can change what a row reads as without the row
 *     being written: columns, types, labels of enums, generated expressions
 */
public record SourceRelation(
    TableName name,
    Kind kind,
    List<SourceColumn> columns,
    List<List<String>> uniqueKeys,
    long pages,
    long estimatedRows,
    long outOfLineBytes,
    List<Long> heaps,
    String layout,
    Access access) {
  /** What has the rows. */
  public enum Kind {
    /** A table in one heap, whose rows can be addressed by page. */
    HEAP,
    /** A table whose rows lie elsewhere: in partitions, in child tables, in another storage. */
    SPREAD,
    VIEW,
    FOREIGN
  }

  /** What our role may do with it. */
  public enum Access {
    FULL,
    /** Its schema may not be used. */
    NO_USAGE,
    /** At least one column may not be selected. */
    NO_SELECT,
    /** Row-level security hides rows from us. */
    ROWS_HIDDEN
  }

  public SourceRelation {
    columns = List.copyOf(columns);
    uniqueKeys = List.copyOf(uniqueKeys);
    heaps = List.copyOf(heaps);
  }

  public Optional<SourceColumn> column(String columnName) {
    return columns.stream().filter(column -> column.name().equals(columnName)).findFirst();
  }

  /** Whether the source makes sure that rows without NULL in these columns differ in them. */
  public boolean keepsUnique(List<String> columnNames) {
    return uniqueKeys.stream().anyMatch(columnNames::containsAll);
  }

  /** Whether it is a heap of at most so many pages. */
  public boolean isSmall(long mostPages) {
    return kind == Kind.HEAP && pages <= mostPages;
  }

  /** The name for people. */
  @Override
  public String toString() {
    return name.toString();
  }
}
