package io.leadhouse.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectionTest {
  @TempDir private Path folder;
  private Selection selection;

  @BeforeEach
  void aTableBesideTheOthers() {
    SmallHouse house = SmallHouse.in(folder);
    house.query(
        "marts/pages/page",
        "description: One row per page.\nkey: [page_id]\ncolumns: {page_id: The page.}\n",
        "SELECT page_id FROM stg_page");
    selection = new Selection(House.read(house.sql(), "shop"));
  }

  @Test
  void aNameIsThatTableAlone() {
    assertThat(of("visit")).containsExactly("visit");
  }

  @Test
  void aPlusBehindTakesWhatDependsOnItInTheOrderOfTheBuild() {
    assertThat(of("stg_visit+")).containsExactly("stg_visit", "visit", "page_time");
  }

  @Test
  void aPlusBeforeTakesWhatItIsMadeOf() {
    assertThat(of("+visit")).containsExactly("stg_page", "stg_visit", "visit");
    assertThat(of("+visit+")).containsExactly("stg_page", "stg_visit", "visit", "page_time");
  }

  @Test
  void severalAreUnited() {
    assertThat(of("visit+", "page", "page_time")).containsExactly("page", "visit", "page_time");
  }

  @Test
  void aSubjectStandsForItsTables() {
    assertThat(of("core")).containsExactly("stg_page", "stg_visit", "visit");
    assertThat(of("pages", "web")).containsExactly("page", "page_time");
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertRefused("visits+", "no table or subject 'visits'. Did you mean 'visit'?");
    assertRefused("+", "no table or subject ''");
  }

  private List<String> of(String... selected) {
    return selection.of(List.of(selected));
  }

  private void assertRefused(String selected, String message) {
    assertThatThrownBy(() -> of(selected))
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(2))
        .hasMessageContaining(message);
  }
}
