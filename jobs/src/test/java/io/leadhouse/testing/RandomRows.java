package io.leadhouse.testing;

import com.holdenkarau.spark.testing.Column;
import com.holdenkarau.spark.testing.ColumnGenerator;
import com.holdenkarau.spark.testing.DataframeGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.scalacheck.Gen;
import org.scalacheck.rng.Seed;
import scala.Function0;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Rows of spark-testing-base's generators; equal seeds give equal rows. */
public final class RandomRows {
  private static final int RETRIES = 100;

  private final StructType schema;
  private final List<ColumnGenerator> columns = new ArrayList<>();

  /** Scalacheck's own defaults have a name that Java cannot say. */
  private static final class Settings extends Gen.Parameters {
    private final int size;

    Settings(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Option<Seed> initialSeed() {
      return Option.empty();
    }
  }

  private RandomRows(StructType schema) {
    this.schema = schema;
  }

  /** Rows with these columns; each has to be told its values. */
  public static RandomRows with(String ddl) {
    return new RandomRows(StructType.fromDDL(ddl));
  }

  /** A column that takes one of the values, each as likely. A value may be given twice, or null. */
  public RandomRows oneOf(String column, Object... values) {
    return values(column, Gen.oneOf(immutable(Arrays.asList(values))));
  }

  /** A column of whole numbers, both ends included. */
  public RandomRows between(String column, int lowest, int highest) {
    return values(column, Gen.choose(lowest, highest, Gen.Choose$.MODULE$.chooseInt()));
  }

  /** So many rows. */
  public List<Row> rows(int count, long seed) {
    Gen<Row> row = DataframeGenerator.getRowGenerator(schema, immutable(columns));
    return CollectionConverters.asJava(
        Gen.listOfN(count, row).pureApply(new Settings(count), Seed.apply(seed), RETRIES));
  }

  private RandomRows values(String column, Gen<Object> generator) {
    Function0<Gen<Object>> supplier = () -> generator;
    columns.add(new Column(column, supplier));
    return this;
  }

  private static <T> Seq<T> immutable(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
