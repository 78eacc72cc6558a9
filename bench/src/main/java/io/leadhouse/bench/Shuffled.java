package io.leadhouse.bench;

import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts what the tasks of a session write for other tasks to read. */
final class Shuffled extends SparkListener {
  private static final long MEGABYTE = 1 << 20;

  private final LongAdder bytes = new LongAdder();

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    // A task that failed early has none.
    if (task.taskMetrics() != null) {
      bytes.add(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
    }
  }

  long megabytes() {
    return bytes.sum() / MEGABYTE;
  }
}
