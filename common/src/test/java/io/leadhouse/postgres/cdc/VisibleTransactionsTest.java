package io.leadhouse.postgres.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTransactionsTest {
  private static final long EPOCH = 1L << 32;

  @Test
  void aSnapshotSeesWhatHadEndedWhenItWasTaken() {
    VisibleTransactions snapshot = VisibleTransactions.of("100:110:100,105");
    assertThat(snapshot.sees(99)).isTrue();
    assertThat(snapshot.sees(100)).isFalse();
    assertThat(snapshot.sees(101)).isTrue();
    assertThat(snapshot.sees(105)).isFalse();
    assertThat(snapshot.sees(109)).isTrue();
    assertThat(snapshot.sees(110)).isFalse();
    assertThat(snapshot.sees(5_000)).isFalse();
    assertThat(VisibleTransactions.of("7:7:").sees(6)).isTrue();
  }

  @Test
  void numbersInTheLogLackTheirEpoch() {
    long xmin = 3 * EPOCH - 5;
    long xmax = 3 * EPOCH + 5;
    VisibleTransactions snapshot =
        VisibleTransactions.of("%d:%d:%d,%d".formatted(xmin, xmax, xmin, xmax - 1));
    assertThat(snapshot.sees((int) (xmin - 1))).isTrue();
    assertThat(snapshot.sees((int) xmin)).isFalse();
    assertThat(snapshot.sees((int) (xmin + 1))).isTrue();
    assertThat(snapshot.sees((int) (3 * EPOCH + 3))).isTrue();
    assertThat(snapshot.sees((int) (xmax - 1))).isFalse();
    assertThat(snapshot.sees((int) (xmax + 1))).isFalse();
  }
}
