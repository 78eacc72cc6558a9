package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.ingest.IngestedTable;
import io.leadhouse.ingest.PackCapture;
import io.leadhouse.postgres.ExportedSnapshot;
import io.leadhouse.postgres.TableName;
import io.leadhouse.postgres.cdc.CaptureSetup;
import io.leadhouse.postgres.cdc.CaptureSource;
import io.leadhouse.postgres.cdc.ChangeCapture;
import io.leadhouse.postgres.cdc.ChangedKeys;
import io.leadhouse.postgres.cdc.TableChanges.Keys;
import io.leadhouse.testing.LoggedDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLoadTest {
  private static final Instant AS_OF = Instant.parse("2026-03-01T12:00:00Z");
  private static final TableName SALES = new TableName("public", "sales");

  @TempDir private Path folder;
  private SmallShop shop;
  private CaptureSetup setup;

  @BeforeEach
  void aShopWhoseSalesAreCaptured() {
    shop = new SmallShop(folder, LoggedDatabase.fresh("shop"), "{key: [id], strategy: cdc}");
    setup = new CaptureSetup(source());
    shop.sells(1, "north", 4);
    shop.sells(2, "north", 3);
    setup.publish();
  }

  @AfterEach
  void disable() {
    setup.disable();
  }

  @Test
  void theSlotTellsWhatCommittedAfterTheLoad() {
    RunReport load = new FirstLoad(shop.run("first"), setup).execute(AS_OF, RunFixture.SILENT);
    assertThat(load.ingest().orElseThrow().tables())
        .extracting(IngestedTable::kept)
        .containsExactly(2L);
    assertThat(shop.run("first").build(Choice.of("core"), RunFixture.SILENT).exitCode()).isZero();

    shop.sells(3, "south", 5);
    try (ExportedSnapshot snapshot = ExportedSnapshot.open(shop.source, Duration.ofMinutes(1))) {
      ChangedKeys changes = new ChangeCapture(source()).read(snapshot);
      assertThat(changes.of(SALES, Optional.of(changes.mark(SALES, Optional.empty()))))
          .isEqualTo(new Keys(Set.of(List.of("3"))));
    }
  }

  @Test
  void aLoadThatFailsLeavesNoSlotBehind() {
    RunFixture.execute(shop.source, "ALTER TABLE sales RENAME id TO uid");
    FirstLoad load = new FirstLoad(shop.run("failing"), setup);
    assertThatThrownBy(() -> load.execute(AS_OF, RunFixture.SILENT))
        .hasMessageContaining("Table public.sales has no column 'id'");
    assertThat(setup.hasSlot()).isFalse();
  }

  @Test
  void aLoadThatCannotBeginLeavesTheSlotOfAnother() {
    setup.firstSnapshot(Duration.ofMinutes(1)).close();
    try (WarehouseFolder held = WarehouseFolder.take(shop.config().warehouse(), "shop", "a run")) {
      FirstLoad load = new FirstLoad(shop.run("second"), setup);
      assertThatThrownBy(() -> load.execute(AS_OF, RunFixture.SILENT))
          .hasMessageContaining("is held by a run (process");
      assertThat(held).isNotNull();
    }
    assertThat(setup.hasSlot()).isTrue();
  }

  private CaptureSource source() {
    return PackCapture.of(shop.house().warehouse().pack(), shop.source);
  }
}
