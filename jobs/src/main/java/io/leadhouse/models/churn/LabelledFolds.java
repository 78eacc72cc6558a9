package io.leadhouse.models.churn;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How many examples with a known outcome some folds of one organization have. */
record LabelledFolds(List<Fold> folds) {

  /**
   * @param number the fold of churn_example
   * @param day its local day
   */
  record Fold(int number, LocalDate day, long examples, long churned) {}

  /** Those of {@code all} from one number to another, both included. */
  static LabelledFolds between(Collection<Fold> all, int first, int last) {
    return new LabelledFolds(
        all.stream().filter(fold -> fold.number() >= first && fold.number() <= last).toList());
  }

  long examples() {
    return folds.stream().mapToLong(Fold::examples).sum();
  }

  long churned() {
    return folds.stream().mapToLong(Fold::churned).sum();
  }

  Optional<LocalDate> firstDay() {
    return folds.stream().map(Fold::day).min(Comparator.naturalOrder());
  }

  Optional<LocalDate> lastDay() {
    return folds.stream().map(Fold::day).max(Comparator.naturalOrder());
  }
}
