package io.leadhouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransactionSnapshotTest {
  private static final long EPOCH = 1L << 32;

  @Test
  void aSnapshotSeesWhatHadEndedWhenItWasTaken() {
    TransactionSnapshot snapshot = TransactionSnapshot.parse("100:110:100,105");
    assertThat(snapshot.sees(99)).isTrue();
    assertThat(snapshot.sees(100)).isFalse();
    assertThat(snapshot.sees(101)).isTrue();
    assertThat(snapshot.sees(105)).isFalse();
    assertThat(snapshot.sees(109)).isTrue();
    assertThat(snapshot.sees(110)).isFalse();
    assertThat(snapshot.sees(5_000)).isFalse();
    assertThat(TransactionSnapshot.parse("7:7:").sees(6)).isTrue();
  }

  @Test
  void numbersInTheLogLackTheirEpoch() {
    long xmin = 3 * EPOCH - 5;
    long xmax = 3 * EPOCH + 5;
    TransactionSnapshot snapshot =
        TransactionSnapshot.parse("%d:%d:%d,%d".formatted(xmin, xmax, xmin, xmax - 1));
    assertThat(snapshot.seesXid((int) (xmin - 1))).isTrue();
    assertThat(snapshot.seesXid((int) xmin)).isFalse();
    assertThat(snapshot.seesXid((int) (xmin + 1))).isTrue();
    assertThat(snapshot.seesXid((int) (3 * EPOCH + 3))).isTrue();
    assertThat(snapshot.seesXid((int) (xmax - 1))).isFalse();
    assertThat(snapshot.seesXid((int) (xmax + 1))).isFalse();
  }
}
