package io.leadhouse.postgres.cdc;

import io.leadhouse.postgres.cdc.PgOutputMessage.Begin;
import io.leadhouse.postgres.cdc.PgOutputMessage.Column;
import io.leadhouse.postgres.cdc.PgOutputMessage.Commit;
import io.leadhouse.postgres.cdc.PgOutputMessage.Delete;
import io.leadhouse.postgres.cdc.PgOutputMessage.Insert;
import io.leadhouse.postgres.cdc.PgOutputMessage.Other;
import io.leadhouse.postgres.cdc.PgOutputMessage.Relation;
import io.leadhouse.postgres.cdc.PgOutputMessage.Text;
import io.leadhouse.postgres.cdc.PgOutputMessage.Truncate;
import io.leadhouse.postgres.cdc.PgOutputMessage.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Decodes messages of pgoutput, protocol version 1, values as text (Postgres manual, "Logical
 * Replication Message Formats").
 */
final class PgOutputDecoder {
  private static final int IDENTIFYING = 1;

  private PgOutputDecoder() {}

  static PgOutputMessage decode(byte[] message) {
    PgOutputReader in = new PgOutputReader(message);
    char type = in.character();
    return switch (type) {
      case 'B' -> begin(in);
      case 'C' -> commit(in);
      case 'R' -> relation(in);
      case 'I' -> insert(in);
      case 'U' -> update(in);
      case 'D' -> delete(in);
      case 'T' -> truncate(in);
      case 'M' -> text(in);
      default -> new Other(type);
    };
  }

  private static Begin begin(PgOutputReader in) {
    in.skip(2 * Long.BYTES); // position and time of the commit
    return new Begin(in.int32());
  }

  private static Commit commit(PgOutputReader in) {
    in.skip(1 + Long.BYTES); // flags, position of the commit record
    return new Commit(LogSequenceNumber.valueOf(in.int64()));
  }

  private static Relation relation(PgOutputReader in) {
    int oid = in.int32();
    // Schema and name as they were then: the table may have been renamed since.
    in.string();
    in.string();
    in.skip(1); // kind of replica identity, which the columns' flags tell too
    int count = in.int16();
    List<Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean identifying = (in.int8() & IDENTIFYING) != 0;
      columns.add(new Column(in.string(), identifying));
      in.skip(2 * Integer.BYTES); // type and its modifier
    }
    return new Relation(oid, columns);
  }

  private static Insert insert(PgOutputReader in) {
    int relation = in.int32();
    in.skip(1); // 'N'
    return new Insert(relation, PgOutputTuple.read(in));
  }

  private static Update update(PgOutputReader in) {
    int relation = in.int32();
    Optional<PgOutputTuple> old = Optional.empty();
    if (in.character() != 'N') {
      old = Optional.of(PgOutputTuple.read(in));
      in.skip(1); // 'N'
    }
    return new Update(relation, old, PgOutputTuple.read(in));
  }

  private static Delete delete(PgOutputReader in) {
    int relation = in.int32();
    in.skip(1); // 'K' or 'O'
    return new Delete(relation, PgOutputTuple.read(in));
  }

  private static Truncate truncate(PgOutputReader in) {
    int count = in.int32();
    in.skip(1); // CASCADE, RESTART IDENTITY
    List<Integer> relations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      relations.add(in.int32());
    }
    return new Truncate(relations);
  }

  private static Text text(PgOutputReader in) {
    in.skip(1 + Long.BYTES); // flags, position
    String prefix = in.string();
    return new Text(prefix, in.string(in.int32()));
  }
}
