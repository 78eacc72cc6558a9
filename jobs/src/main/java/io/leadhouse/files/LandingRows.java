package io.leadhouse.files;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/** Reads the rows that land, one file a task, without holding more than one row. */
final class LandingRows implements FlatMapFunction<Integer, Row> {
  private static final long serialVersionUID = 1L;

  private final List<Source> sources;

  LandingRows(List<NumberedFile> files) {
    this.sources = files.stream().map(Source::of).toList();
  }

  private record Source(Layout layout, String hash, long number, TreeSet<Long> refusedLines)
      implements Serializable {
    static Source of(NumberedFile file) {
      return new Source(
          file.survey().layout(),
          file.hash(),
          file.number(),
          new TreeSet<>(file.survey().repeated().keySet()));
    }

    boolean lands(RowReader.FileRow row) {
      return row.problems().isEmpty() && !refusedLines.contains(row.line());
    }

    Row landed(RowReader.FileRow row) {
      List<Object> columns = new ArrayList<>(row.values());
      columns.add(hash);
      columns.add(number);
      columns.add(row.line());
      return RowFactory.create(columns.toArray());
    }
  }

  @Override
  public Iterator<Row> call(Integer index) throws Exception {
    Source source = sources.get(index);
    RowReader rows = new RowReader(source.layout());
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> rows.close());
    return new Iterator<>() {
      private Row next;

      @Override
      public boolean hasNext() {
        while (next == null && rows.hasNext()) {
          RowReader.FileRow row = rows.next();
          if (source.lands(row)) {
            next = source.landed(row);
          }
        }
        return next != null;
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Row row = next;
        next = null;
        return row;
      }
    };
  }
}
