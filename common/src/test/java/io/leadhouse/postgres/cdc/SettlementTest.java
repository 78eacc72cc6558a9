package io.leadhouse.postgres.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.postgres.TransactionSnapshot;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private static final TransactionSnapshot QUIET = TransactionSnapshot.parse("100:100:");
  private static final TransactionSnapshot BUSY = TransactionSnapshot.parse("100:110:100");

  @Test
  void aFirstReadIsEnoughWhenNoTransactionWasOpen() {
    assertThat(new Settlement(QUIET, false).first()).isZero();
    assertThat(new Settlement(BUSY, false).first()).isEqualTo(110);
  }

  @Test
  void aNewSlotHasWaitedForAllThatWereOpen() {
    assertThat(new Settlement(BUSY, true).first()).isZero();
  }

  @Test
  void aLaterReadIsEnoughWhenAllOlderTransactionsHaveEnded() {
    assertThat(new Settlement(BUSY, false).again(101)).isEqualTo(101);
    assertThat(new Settlement(BUSY, false).again(100)).isZero();
    assertThat(new Settlement(BUSY, false).again(0)).isZero();
  }
}
