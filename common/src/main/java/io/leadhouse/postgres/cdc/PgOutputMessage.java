package io.leadhouse.postgres.cdc;

import java.util.List;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/** What pgoutput tells, as far as it says which rows changed. */
sealed interface PgOutputMessage {
  /**
   * What follows was done by one transaction, up to its {@link Commit}.
   *
   * @param xid number of the transaction without its epoch
   */
  record Begin(int xid) implements PgOutputMessage {}

  /**
   * The transaction's end.
   *
   * @param end position after its last record
   */
  record Commit(LogSequenceNumber end) implements PgOutputMessage {}

  /** Describes a table before its first change in a stream, and again when it is altered. */
  record Relation(int oid, List<Column> columns) implements PgOutputMessage {
    public Relation {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A column that is sent.
   *
   * @param identifying whether it is part of the replica identity
   */
  record Column(String name, boolean identifying) {}

  record Insert(int relation, PgOutputTuple row) implements PgOutputMessage {}

  /**
   * A changed row.
   *
   * @param old what identified it before; absent when that did not change
   */
  record Update(int relation, Optional<PgOutputTuple> old, PgOutputTuple row)
      implements PgOutputMessage {}

  record Delete(int relation, PgOutputTuple old) implements PgOutputMessage {}

  record Truncate(List<Integer> relations) implements PgOutputMessage {
    public Truncate {
      relations = List.copyOf(relations);
    }
  }

  /** Text that somebody put into the log with pg_logical_emit_message. */
  record Text(String prefix, String content) implements PgOutputMessage {}

  /** Anything that names no changed row: types, origins. */
  record Other(char type) implements PgOutputMessage {}
}
