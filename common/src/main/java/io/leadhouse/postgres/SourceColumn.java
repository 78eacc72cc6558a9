package io.leadhouse.postgres;

/**
 * A column of a source table or view.
 *
 * @param notNull whether the source itself forbids NULL
 */
public record SourceColumn(String name, ColumnType type, boolean notNull) {}
