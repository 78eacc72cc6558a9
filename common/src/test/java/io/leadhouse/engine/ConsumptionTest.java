package io.leadhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.delta.TableState;
import io.leadhouse.engine.Consumption.Position;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a table is made of, written down and read again. */
class ConsumptionTest {
  private static final TableState TABLE = new TableState(4, "table", 10);

  @Test
  void theCommitsOfItsInputsAreKept() {
    TreeMap<String, Position> inputs = new TreeMap<>();
    inputs.put("raw_leads", new Position(7, "leads", Optional.of("first")));
    inputs.put("raw_deals", new Position(2, "deals", Optional.empty()));

    Consumption made =
        Consumption.parse(Consumption.metadata("a run", "made so", inputs, Map.of()), TABLE)
            .orElseThrow();

    assertThat(made).isEqualTo(new Consumption(TABLE, "made so", inputs));
    assertThat(Consumption.inputs(made.versions(), made.ids())).contains(inputs);
  }

  @Test
  void aCommitIsReplacedByAnotherOfItsNumberAndByNoneThatIsNotKnown() {
    Position known = new Position(7, "leads", Optional.of("first"));
    assertThat(known.isReplacedBy(Optional.of("second"))).isTrue();
    assertThat(known.isReplacedBy(Optional.of("first"))).isFalse();
    assertThat(known.isReplacedBy(Optional.empty())).isFalse();
    assertThat(new Position(7, "leads", Optional.empty()).isReplacedBy(Optional.of("second")))
        .isFalse();
  }
}
