package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseFolderTest {
  @TempDir private Path folder;

  @Test
  void oneRunHoldsTheFolderAndFreesItAtItsEnd() throws IOException {
    try (WarehouseFolder held = WarehouseFolder.take(folder, "crm")) {
      assertThatThrownBy(() -> WarehouseFolder.take(folder, "crm"))
          .isInstanceOfSatisfying(
              LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(6))
          .hasMessageContaining("Another run holds the warehouse " + folder);
      held.close();
    }
    assertThatCode(() -> WarehouseFolder.take(folder, "crm").close()).doesNotThrowAnyException();
  }

  @Test
  void anotherPackIsRefusedAndThePackItselfIsNot() throws IOException {
    WarehouseFolder.take(folder, "crm").close();
    assertThatThrownBy(() -> WarehouseFolder.take(folder, "olist"))
        .hasMessageContaining("holds tables of source pack 'crm'");
    assertThatCode(() -> WarehouseFolder.take(folder, "crm").close()).doesNotThrowAnyException();
  }
}
