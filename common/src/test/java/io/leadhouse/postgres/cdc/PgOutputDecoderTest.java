package io.leadhouse.postgres.cdc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

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
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.replication.LogSequenceNumber;

/** Messages as the manual's "Logical Replication Message Formats" lays them out. */
class PgOutputDecoderTest {
  private static final int RELATION = 16_385;

  private interface Layout {
    void write(DataOutputStream out) throws IOException;
  }

  @Test
  void aTransactionBeginsWithItsNumberAndEndsWithItsPosition() {
    assertThat(
            decode(
                out -> {
                  out.writeByte('B');
                  out.writeLong(7);
                  out.writeLong(8);
                  out.writeInt(0xFFFF_FFF0);
                }))
        .isEqualTo(new Begin(0xFFFF_FFF0));
    assertThat(
            decode(
                out -> {
                  out.writeByte('C');
                  out.writeByte(0);
                  out.writeLong(7);
                  out.writeLong(0x16_B374_D848L);
                  out.writeLong(9);
                }))
        .isEqualTo(new Commit(LogSequenceNumber.valueOf("16/B374D848")));
  }

  @Test
  void aRelationTellsItsColumnsAndWhichIdentifyARow() {
    assertThat(
            decode(
                out -> {
                  out.writeByte('R');
                  out.writeInt(RELATION);
                  string(out, "crm");
                  string(out, "leads");
                  out.writeByte('d');
                  out.writeShort(2);
                  column(out, 1, "id");
                  column(out, 0, "größe");
                }))
        .isEqualTo(
            new Relation(RELATION, List.of(new Column("id", true), new Column("größe", false))));
  }

  @Test
  void valuesAreTextNullOrElsewhere() {
    PgOutputMessage message =
        decode(
            out -> {
              out.writeByte('I');
              out.writeInt(RELATION);
              out.writeByte('N');
              out.writeShort(4);
              value(out, "7");
              out.writeByte('n');
              out.writeByte('u');
              value(out, "'\"\\\n€");
            });
    assertThat(message)
        .asInstanceOf(type(Insert.class))
        .satisfies(insert -> assertThat(insert.relation()).isEqualTo(RELATION))
        .extracting(Insert::row)
        .satisfies(row -> assertThat(row.text(0)).contains("7"))
        .satisfies(row -> assertThat(row.text(1)).isEmpty())
        .satisfies(row -> assertThat(row.isElsewhere(1)).isFalse())
        .satisfies(row -> assertThat(row.isElsewhere(2)).isTrue())
        .satisfies(row -> assertThat(row.text(3)).contains("'\"\\\n€"));
  }

  @Test
  void anUpdateHasTheOldRowOnlyWhereItIsSent() {
    for (char kind : new char[] {'K', 'O'}) {
      assertThat(
              decode(
                  out -> {
                    out.writeByte('U');
                    out.writeInt(RELATION);
                    row(out, kind, "1");
                    row(out, 'N', "2");
                  }))
          .asInstanceOf(type(Update.class))
          .satisfies(update -> assertThat(update.old().orElseThrow().text(0)).contains("1"))
          .satisfies(update -> assertThat(update.row().text(0)).contains("2"));
    }
    assertThat(
            decode(
                out -> {
                  out.writeByte('U');
                  out.writeInt(RELATION);
                  row(out, 'N', "2");
                }))
        .asInstanceOf(type(Update.class))
        .satisfies(update -> assertThat(update.old()).isEmpty());
  }

  @Test
  void aDeleteTellsTheOldRowAndATruncateItsTables() {
    assertThat(
            decode(
                out -> {
                  out.writeByte('D');
                  out.writeInt(RELATION);
                  row(out, 'K', "1");
                }))
        .asInstanceOf(type(Delete.class))
        .satisfies(delete -> assertThat(delete.old().text(0)).contains("1"));
    assertThat(
            decode(
                out -> {
                  out.writeByte('T');
                  out.writeInt(2);
                  out.writeByte(1);
                  out.writeInt(RELATION);
                  out.writeInt(RELATION + 1);
                }))
        .isEqualTo(new Truncate(List.of(RELATION, RELATION + 1)));
  }

  @Test
  void aTextOfOursIsReadAndOtherMessagesArePassedOver() {
    assertThat(
            decode(
                out -> {
                  out.writeByte('M');
                  out.writeByte(1);
                  out.writeLong(7);
                  string(out, "leadhouse");
                  out.writeInt(3);
                  out.write("abc".getBytes(StandardCharsets.UTF_8));
                }))
        .isEqualTo(new Text("leadhouse", "abc"));
    assertThat(decode(out -> out.writeBytes("Y..."))).isEqualTo(new Other('Y'));
  }

  @Test
  void aKindOfValueThatIsNotKnownIsNotGuessed() {
    assertThatThrownBy(
            () ->
                decode(
                    out -> {
                      out.writeByte('I');
                      out.writeInt(RELATION);
                      out.writeByte('N');
                      out.writeShort(1);
                      out.writeByte('b');
                      out.writeInt(0);
                    }))
        .hasMessageContaining("a value of kind 'b'");
  }

  private static PgOutputMessage decode(Layout layout) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      layout.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PgOutputDecoder.decode(bytes.toByteArray());
  }

  private static void row(DataOutputStream out, char kind, String value) throws IOException {
    out.writeByte(kind);
    out.writeShort(1);
    value(out, value);
  }

  private static void value(DataOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeByte('t');
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void column(DataOutputStream out, int flags, String name) throws IOException {
    out.writeByte(flags);
    string(out, name);
    out.writeInt(25);
    out.writeInt(-1);
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }
}
