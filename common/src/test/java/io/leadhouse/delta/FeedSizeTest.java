package io.leadhouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.tables.DeltaTable;
import io.leadhouse.spark.Persisted;
import io.leadhouse.testing.TestSession;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedSizeTest {
  @TempDir private Path folder;
  private final SparkSession session = TestSession.fresh();
  private DeltaStore store;
  private Path table;

  @BeforeEach
  void begin() {
    store = new DeltaStore(folder);
    table = store.path("core", "visit");
    write("SELECT id, 0 AS x FROM range(10)");
  }

  @Test
  void aRowThatChangesOrGoesCountsOnceWhateverTheSizeOfItsFile() {
    write("SELECT id, if(id = 3, 1, 0) AS x FROM range(10)");
    assertThat(FeedSize.of(session, table, 0, 1)).hasValue(1);
    write("SELECT id, if(id = 3, 1, 0) AS x FROM range(9)");
    assertThat(FeedSize.of(session, table, 1, 2)).hasValue(1);
    assertThat(FeedSize.of(session, table, 0, 2)).hasValue(2);
    assertThat(FeedSize.of(session, table, 0, 1)).hasValue(1);
  }

  @Test
  void anOverwriteCountsAllRows() {
    write("SELECT id, 1 AS x FROM range(10)");
    assertThat(FeedSize.of(session, table, 0, 1)).hasValue(10);
  }

  @Test
  void filesThatAreOnlyPutTogetherHoldNoChange() {
    write("SELECT id, if(id = 3, 1, 0) AS x FROM range(10)");
    var unused = DeltaTable.forPath(session, table.toString()).optimize().executeCompaction();
    assertThat(store.version(session, table)).isEqualTo(2);
    assertThat(FeedSize.of(session, table, 1, 2)).hasValue(0);
  }

  private void write(String query) {
    try (Persisted rows = Persisted.of(session.sql(query))) {
      var unused =
          store.write(session, TableWrite.of(table, List.of("id"), "{}"), rows.in(session));
    }
  }
}
