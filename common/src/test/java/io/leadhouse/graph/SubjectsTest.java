package io.leadhouse.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.graph.Subjects.Subject;
import io.leadhouse.testing.SmallHouse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectsTest {
  private static final String PAGES =
      "{description: One row per page., key: [page_id], columns: {page_id: The page.}}";

  @TempDir private Path folder;
  private SmallHouse house;

  @BeforeEach
  void house() {
    house = SmallHouse.in(folder);
  }

  @Test
  void stagingAndCoreAreOneSubjectAndEveryFolderOfMartsIsAnother() {
    house.query("marts/about/long_page", PAGES, "SELECT page_id FROM page_time WHERE seconds > 9");

    assertThat(subjects().inOrder())
        .extracting(Subject::name)
        .containsExactly("core", "web", "about");
    assertThat(subject("core").tables()).containsExactly("stg_page", "stg_visit", "visit");
    assertThat(subject("core").reads()).isEmpty();
    assertThat(subject("web").reads()).containsExactly("core");
    assertThat(subject("about").reads()).containsExactly("web");
  }

  @Test
  void subjectsThatReadEachOtherInACircleAreRefused() {
    house.query("marts/about/long_page", PAGES, "SELECT page_id FROM page_time WHERE seconds > 9");
    house.query("marts/web/other_page", PAGES, "SELECT page_id FROM long_page");

    assertThatThrownBy(this::subjects)
        .isInstanceOf(LeadhouseException.class)
        .hasMessageContaining("read each other in a circle: about, web");
  }

  private Subject subject(String name) {
    return subjects().inOrder().stream()
        .filter(subject -> subject.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Subjects subjects() {
    return new Subjects(House.read(house.sql(), "shop"));
  }
}
