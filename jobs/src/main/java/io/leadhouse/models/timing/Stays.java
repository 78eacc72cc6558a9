package io.leadhouse.models.timing;

import io.leadhouse.statistics.KaplanMeier;
import io.leadhouse.statistics.Percentiles;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * All stays in one stage, in the order of nothing. Four numbers of 8 bytes are kept for each, so
 * that a stage of ten million stays takes 320 MB.
 */
final class Stays {
  /** Instead of the instant of an exit that is not known. */
  static final long OPEN = Long.MAX_VALUE;

  private final long[] enteredAt;
  private final long[] exitedAt;
  private final long[] seconds;
  private final long[] businessSeconds;
  private final long[] reEnteredAt;

  private Stays(Collector collector) {
    enteredAt = collector.enteredAt.build().toArray();
    exitedAt = collector.exitedAt.build().toArray();
    seconds = collector.seconds.build().toArray();
    businessSeconds = collector.businessSeconds.build().toArray();
    reEnteredAt = collector.reEnteredAt.build().toArray();
  }

  /**
   * What a window that ends where knowledge ends says of them.
   *
   * @param startAt second since 1970 with which the window begins
   */
  StageTimes since(long startAt) {
    long[] ended = exitedSince(startAt, seconds);
    long[] business = exitedSince(startAt, businessSeconds);
    long[] ages = open(seconds);
    return new StageTimes(
        ended.length,
        Arrays.stream(ended).sum(),
        Percentiles.of(ended),
        Arrays.stream(business).sum(),
        Percentiles.of(business),
        KaplanMeier.estimate(entryAges(startAt), ended, ages).median(),
        ages.length,
        Arrays.stream(ages).sum(),
        Arrays.stream(ages).max(),
        Arrays.stream(enteredAt).filter(at -> at >= startAt).count(),
        Arrays.stream(reEnteredAt).filter(at -> at >= startAt).count());
  }

  /**
   * The age at which each stay that the window saw came under its watch. Without it, stays that had
   * long begun would be at risk at ages that lie before the window, in which none of their kind
   * could be seen to end, and the shorter the window the longer everything would seem to last.
   */
  private long[] entryAges(long startAt) {
    LongStream.Builder ages = LongStream.builder();
    for (int i = 0; i < seconds.length; i++) {
      if (exitedAt[i] >= startAt) {
        ages.add(Math.min(Math.max(startAt - enteredAt[i], 0), seconds[i]));
      }
    }
    return ages.build().toArray();
  }

  private long[] exitedSince(long startAt, long[] durations) {
    LongStream.Builder chosen = LongStream.builder();
    for (int i = 0; i < durations.length; i++) {
      if (exitedAt[i] >= startAt && exitedAt[i] != OPEN) {
        chosen.add(durations[i]);
      }
    }
    return chosen.build().toArray();
  }

  private long[] open(long[] durations) {
    LongStream.Builder chosen = LongStream.builder();
    for (int i = 0; i < durations.length; i++) {
      if (exitedAt[i] == OPEN) {
        chosen.add(durations[i]);
      }
    }
    return chosen.build().toArray();
  }

  /** Takes stays one by one. Instants are seconds since 1970. */
  static final class Collector {
    private final LongStream.Builder enteredAt = LongStream.builder();
    private final LongStream.Builder exitedAt = LongStream.builder();
    private final LongStream.Builder seconds = LongStream.builder();
    private final LongStream.Builder businessSeconds = LongStream.builder();
    private final LongStream.Builder reEnteredAt = LongStream.builder();

    /**
     * Adds a stay.
     *
     * @param stayNumber of this lead in this stage, from 1
     */
    void add(long entered, long exited, long elapsed, long worked, int stayNumber) {
      enteredAt.add(entered);
      exitedAt.add(exited);
      seconds.add(elapsed);
      businessSeconds.add(worked);
      if (stayNumber > 1) {
        reEnteredAt.add(entered);
      }
    }

    Stays stays() {
      return new Stays(this);
    }
  }
}
