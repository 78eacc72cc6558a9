package io.leadhouse.simulator;

import java.util.OptionalInt;

/**
 * Which leads of an organization are duplicates, by their numbers alone: every hundredth lead is
 * merged into the one before it, and every third of those survivors into the one before that, which
 * makes a chain. Among each thousand, two leads are merged into each other and one into itself,
 * which no CRM should allow and some do. A survivor is always there before it is merged into: all
 * but the first of a cycle have a smaller number.
 */
final class MergePlan {
  /** The lead that gets merged into another organization's, when there is one. */
  static final int ASTRAY = 40;

  /**
   * Days after which two leads are merged into each other. The younger has to be there by then; the
   * older is merged only if it is.
   */
  static final int CYCLE_DAYS = 120;

  private static final int PERIOD = 100;
  private static final int CHAIN_PERIOD = 300;

  private MergePlan() {}

  static OptionalInt survivorOf(int number) {
    if (number % PERIOD == 0 || number % CHAIN_PERIOD == CHAIN_PERIOD - 1) {
      return OptionalInt.of(number - 1);
    }
    if (DirtyRow.MERGE_CYCLE.marks(number)) {
      return OptionalInt.of(number + 1);
    }
    if (DirtyRow.MERGE_CYCLE.marks(number - 1)) {
      return OptionalInt.of(number - 1);
    }
    if (DirtyRow.MERGED_INTO_ITSELF.marks(number)) {
      return OptionalInt.of(number);
    }
    return OptionalInt.empty();
  }

  /** Days after its creation that a lead with a survivor is merged: {earliest, latest}. */
  static int[] delayDays(int number) {
    if (DirtyRow.MERGE_CYCLE.marks(number) || DirtyRow.MERGE_CYCLE.marks(number - 1)) {
      return new int[] {CYCLE_DAYS, CYCLE_DAYS + 1};
    }
    return number % PERIOD == 0 ? new int[] {2, 9} : new int[] {12, 20};
  }

  /** The number under which the same person was first known. */
  static int originalOf(int number) {
    int original = number;
    if (original % PERIOD == 0) {
      original--;
    }
    return original % CHAIN_PERIOD == CHAIN_PERIOD - 1 ? original - 1 : original;
  }

  /** Whether a merge names this lead; such a lead must not be deleted. */
  static boolean names(int number) {
    return number == ASTRAY
        || survivorOf(number).isPresent()
        || originalOf(number + 1) == number
        || originalOf(number + 2) == number;
  }
}
