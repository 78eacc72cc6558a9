package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseFolderTest {
  @TempDir private Path folder;

  @Test
  void oneRunHoldsTheFolderAndFreesItAtItsEnd() throws IOException {
    try (WarehouseFolder held = WarehouseFolder.take(folder, "crm", "a run")) {
      assertThatThrownBy(() -> WarehouseFolder.take(folder, "crm", "a run"))
          .isInstanceOfSatisfying(
              LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(6))
          .hasMessageContaining("The warehouse " + folder + " is held by a run (process ");
      held.close();
    }
    assertThatCode(() -> WarehouseFolder.take(folder, "crm", "a run").close())
        .doesNotThrowAnyException();
  }

  @Test
  void anotherPackIsRefusedAndThePackItselfIsNot() throws IOException {
    WarehouseFolder.take(folder, "crm", "a run").close();
    assertThatThrownBy(() -> WarehouseFolder.take(folder, "olist", "a run"))
        .hasMessageContaining("holds tables of source pack 'crm'");
    assertThatCode(() -> WarehouseFolder.take(folder, "crm", "a run").close())
        .doesNotThrowAnyException();
  }

  @Test
  void aHouseIsCheckedOnceUntilItIsAnother() {
    List<String> checked = new ArrayList<>();
    try (WarehouseFolder held = WarehouseFolder.take(folder, "crm", "a run")) {
      for (String house : List.of("a", "a", "b", "a")) {
        held.requireChecked(house, () -> checked.add(house));
      }
    }
    assertThat(checked).containsExactly("a", "b", "a");
  }

  @Test
  void aHouseThatIsWrongIsCheckedAgain() {
    try (WarehouseFolder held = WarehouseFolder.take(folder, "crm", "a run")) {
      Runnable wrong =
          () -> {
            throw LeadhouseException.configuration("The lock is stale.");
          };
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> held.requireChecked("a", wrong))
            .hasMessageContaining("stale");
      }
    }
  }
}
