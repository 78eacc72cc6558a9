package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.leadhouse.graph.House;
import io.leadhouse.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunManifestTest {
  @ParameterizedTest
  @ValueSource(strings = {"crm", "olist"})
  void theFileIsWhatTheHouseGivesForEverySourcePack(String pack) throws IOException {
    assertThat(manifest(pack).text())
        .as("run `./leadhouse manifest`")
        .isEqualTo(Files.readString(RunManifest.file(Project.root())));
  }

  @Test
  void everyTableHasOneSubjectThatComesAfterWhatItReads() {
    Set<String> before = new HashSet<>();
    Set<String> tables = new HashSet<>();
    for (RunManifest.Part subject : manifest("crm").subjects()) {
      assertThat(before).as(subject.name()).containsAll(subject.reads());
      assertThat(subject.tables()).isNotEmpty().allMatch(tables::add);
      before.add(subject.name());
    }
    assertThat(tables).isEqualTo(house("crm").warehouse().tables().keySet());
    assertThat(manifest("crm").subjects().get(0).name()).isEqualTo("core");
    assertThat(manifest("crm").retriedExitCodes()).containsExactly(3, 6);
  }

  private static RunManifest manifest(String pack) {
    return RunManifest.of(house(pack));
  }

  private static House house(String pack) {
    return House.read(Project.sql(), pack);
  }
}
