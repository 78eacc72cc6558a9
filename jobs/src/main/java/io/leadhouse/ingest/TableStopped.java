package io.leadhouse.ingest;

import io.leadhouse.engine.TableResult.Problem;
import io.leadhouse.error.LeadhouseException.Category;
import java.util.List;

/** One table is left as it was, and the others go on. */
final class TableStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<ColumnDrift> drift;
  private final transient Problem problem;

  TableStopped(Category category, String message, List<ColumnDrift> drift) {
    super(message);
    this.drift = List.copyOf(drift);
    this.problem = new Problem(category, message);
  }

  List<ColumnDrift> drift() {
    return drift;
  }

  Problem problem() {
    return problem;
  }
}
