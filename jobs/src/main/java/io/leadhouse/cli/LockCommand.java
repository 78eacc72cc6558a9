package io.leadhouse.cli;

import io.leadhouse.house.HouseLock;
import io.leadhouse.lock.SchemaLock;
import io.leadhouse.spark.SparkSessions;
import io.leadhouse.spark.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "lock",
    description = "Type-checks every table of sql/ and writes the types to sql/schema.lock.")
final class LockCommand implements Callable<Integer> {
  private static final SparkSettings SMALL =
      new SparkSettings("local[1]", 1, 30, SparkSettings.Evaluation.INTERPRETED);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException {
    Home home = Home.find();
    try (SparkSession session = SparkSessions.open(SMALL)) {
      String text = new HouseLock(home.sql(), session).generate().text();
      Path file = SchemaLock.file(home.sql());
      boolean changed = !Files.exists(file) || !Files.readString(file).equals(text);
      Files.writeString(file, text);
      spec.commandLine()
          .getOut()
          .println(changed ? "sql/schema.lock is new." : "sql/schema.lock was up to date.");
    }
    return 0;
  }
}
