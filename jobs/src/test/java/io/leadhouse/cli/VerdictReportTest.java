package io.leadhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.engine.TableVerdict;
import io.leadhouse.engine.TableVerdict.Example;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictReportTest {
  private static final TableVerdict SAME = new TableVerdict("lead", 1_200, 0, List.of(), "");
  private static final TableVerdict UNKNOWN =
      new TableVerdict("spend", 0, 0, List.of(), "it was never made");
  private static final TableVerdict DIFFERS =
      new TableVerdict(
          "conversion",
          40,
          2,
          List.of(
              new Example("{\"id\":\"1\"}", "{\"id\":\"1\",\"email\":\"***\"}", null),
              new Example("{\"id\":\"2\"}", null, "{\"id\":\"2\",\"email\":\"***\"}")),
          "");

  private final StringWriter out = new StringWriter();
  private final VerdictReport report = new VerdictReport(new PrintWriter(out));

  @Test
  void tablesThatAreAsRecomputedEndWithZero() {
    report.add(SAME);
    assertThat(report.end()).isZero();
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            same     lead                         1,200 rows

            1 tables are as recomputed, 0 differ, 0 could not be verified.
            """);
  }

  @Test
  void aDifferenceEndsWithFourAndShowsTheFirstKeysWithBothRows() {
    report.add(UNKNOWN);
    report.add(DIFFERS);
    assertThat(report.end()).isEqualTo(4);
    assertThat(out.toString())
        .isEqualToNormalizingNewlines(
            """
            unknown  spend                        it was never made
            DIFFERS  conversion                   2 keys of 40 rows
                     key        {"id":"1"}
                     stored     {"id":"1","email":"***"}
                     recomputed no row
                     key        {"id":"2"}
                     stored     no row
                     recomputed {"id":"2","email":"***"}

            0 tables are as recomputed, 1 differ, 1 could not be verified.
            """);
  }

  @Test
  void aTableThatCouldNotBeVerifiedEndsWithTwo() {
    report.add(SAME);
    report.add(UNKNOWN);
    assertThat(report.end()).isEqualTo(2);
  }
}
