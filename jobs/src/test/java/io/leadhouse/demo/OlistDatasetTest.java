package io.leadhouse.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.leadhouse.error.LeadhouseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OlistDatasetTest {
  private static final Path HOME = Path.of(System.getProperty("leadhouse.home"));
  private static final Path SCHEMA = HOME.resolve("sql/sources/olist/schema.sql");
  private static final Path DATA = HOME.resolve("../shared/data/olist").normalize();

  @TempDir Path folder;

  @Test
  void loads_the_files_as_they_are_and_a_second_time_says_what_stands_in_the_way()
      throws SQLException {
    assumeTrue(Files.isDirectory(DATA), DATA + " is absent");
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder, 0);
        Connection connection = database.endpoint().connect()) {
      assertThat(OlistDataset.load(connection, SCHEMA, DATA))
          .isEqualTo(Map.of("olist.marketing_qualified_leads", 8_000L, "olist.closed_deals", 842L));
      assertThatThrownBy(() -> OlistDataset.load(connection, SCHEMA, DATA))
          .isInstanceOf(LeadhouseException.class)
          .hasMessageContaining("already exists");
      assertThat(connection.getAutoCommit()).isTrue();
    }
  }

  @Test
  void names_the_file_that_is_missing() {
    assertThatThrownBy(() -> OlistDataset.load(null, SCHEMA, folder))
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("_dataset.csv")
        .hasMessageContaining(folder.toString());
  }
}
