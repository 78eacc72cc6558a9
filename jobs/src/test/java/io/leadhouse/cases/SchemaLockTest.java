package io.leadhouse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.house.HouseLock;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.testing.Project;
import io.leadhouse.testing.TestSession;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class SchemaLockTest {
  /** With -Dlock=write the test writes the file instead; `leadhouse lock` does the same. */
  @Test
  void theLockIsWhatSqlGives() throws Exception {
    String generated = new HouseLock(Project.sql(), TestSession.fresh()).generate().text();
    if (System.getProperty("lock", "").equals("write")) {
      Files.writeString(SchemaLock.file(Project.sql()), generated);
    }
    assertThat(Files.readString(SchemaLock.file(Project.sql())))
        .as("sql/schema.lock is stale: run `./leadhouse lock`")
        .isEqualTo(generated);
  }
}
