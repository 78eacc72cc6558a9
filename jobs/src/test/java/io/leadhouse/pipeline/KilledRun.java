package io.leadhouse.pipeline;

import io.leadhouse.cli.Leadhouse;
import io.leadhouse.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code leadhouse run} as people start it, in a process of its own that may be killed. */
final class KilledRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern PLANNED =
      Pattern.compile("RunConsole: (\\d+) tables to ingest, (\\d+) to build");
  private static final Pattern TABLE = Pattern.compile("RunConsole: (ingested|built|kept) ");
  private static final String PUBLISHED = "RunConsole: published ";

  private final ChildJvm process;
  private Phase phase = Phase.START;
  private int tablesToIngest;
  private int tablesToBuild;

  /**
   * Starts it.
   *
   * @param home the folder that holds sql/
   * @param config its leadhouse.yml
   */
  KilledRun(Path home, Path config, Path temporary, Instant asOf) throws IOException {
    process =
        new ChildJvm(
            home,
            temporary,
            Leadhouse.class,
            List.of("run", "--config", config.toString(), "--as-of", asOf.toString()));
  }

  /** How far a run came, by what it says. */
  enum Phase {
    /** Up to the check of sql/. */
    START,
    INGEST,
    /** CSV files, the tables and their checks. */
    BUILD,
    /** Quarantine, restatements and the publication. */
    PUBLISH,
    /** The run's own record. */
    RECORD,
    ENDED
  }

  /** Lets it end, and tells how long each phase took. */
  Map<Phase, Duration> complete() throws InterruptedException {
    Map<Phase, Duration> took = new EnumMap<>(Phase.class);
    Phase now = Phase.START;
    for (Phase next : EnumSet.range(Phase.INGEST, Phase.ENDED)) {
      long begin = System.nanoTime();
      reach(next);
      took.put(now, Duration.ofNanos(System.nanoTime() - begin));
      now = next;
    }
    if (process.exitCode() != 0) {
      throw new IllegalStateException("The run failed:\n" + process.transcript());
    }
    return took;
  }

  /**
   * Kills it.
   *
   * @param wanted when the time begins to run
   * @return where it was
   */
  Phase killAfter(Phase wanted, Duration time) throws InterruptedException {
    reach(wanted);
    listen(Phase.ENDED, System.nanoTime() + time.toNanos());
    close();
    return phase;
  }

  @Override
  public void close() {
    process.close();
  }

  private void reach(Phase wanted) throws InterruptedException {
    listen(wanted, System.nanoTime() + PATIENCE.toNanos());
    if (phase.compareTo(wanted) < 0) {
      throw new IllegalStateException(
          "No " + wanted + " in " + PATIENCE + ":\n" + process.transcript());
    }
  }

  private void listen(Phase wanted, long until) throws InterruptedException {
    while (phase.compareTo(wanted) < 0) {
      ChildJvm.Heard heard = process.next(until);
      if (heard instanceof ChildJvm.TooLate) {
        return;
      }
      if (heard instanceof ChildJvm.Line line) {
        hear(line.text());
      } else {
        phase = Phase.ENDED;
      }
    }
  }

  private void hear(String line) {
    Matcher planned = PLANNED.matcher(line);
    Matcher table = TABLE.matcher(line);
    if (planned.find()) {
      phase = Phase.INGEST;
      tablesToIngest = Integer.parseInt(planned.group(1));
      tablesToBuild = Integer.parseInt(planned.group(2));
    } else if (line.contains(PUBLISHED)) {
      phase = Phase.RECORD;
    } else if (table.find()) {
      if (table.group(1).equals("ingested")) {
        tablesToIngest--;
      } else {
        tablesToBuild--;
      }
      if (tablesToBuild == 0) {
        phase = Phase.PUBLISH;
      } else if (tablesToIngest == 0) {
        phase = Phase.BUILD;
      }
    }
  }
}
