package io.leadhouse.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The two Olist files, joined in plain Java: an independent count to hold the warehouse against.
 */
record OlistFiles(List<Lead> leads) {
  private static final DateTimeFormatter WON_AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /**
   * One marketing-qualified lead.
   *
   * @param wonAt when its deal was closed, as the file has it
   */
  record Lead(
      String id,
      LocalDate firstContact,
      String landingPage,
      Optional<String> origin,
      Optional<LocalDateTime> wonAt) {
    boolean won() {
      return wonAt.isPresent();
    }

    boolean wonBeforeContact() {
      return wonAt.isPresent() && wonAt.get().isBefore(firstContact.atStartOfDay());
    }

    boolean wonWithin(int days) {
      return wonAt.isPresent() && wonAt.get().isBefore(firstContact.atStartOfDay().plusDays(days));
    }
  }

  static OlistFiles read(Path folder) {
    Map<String, LocalDateTime> won = new HashMap<>();
    for (List<String> row : rows(folder.resolve("olist_closed_deals_dataset.csv"))) {
      won.put(row.get(0), LocalDateTime.parse(row.get(4), WON_AT));
    }
    List<Lead> leads =
        rows(folder.resolve("olist_marketing_qualified_leads_dataset.csv")).stream()
            .map(
                row ->
                    new Lead(
                        row.get(0),
                        LocalDate.parse(row.get(1)),
                        row.get(2),
                        Optional.of(row.get(3)).filter(origin -> !origin.isEmpty()),
                        Optional.ofNullable(won.get(row.get(0)))))
            .toList();
    return new OlistFiles(leads);
  }

  /** The first columns hold no quotes or commas, so a plain split reads them right. */
  private static List<List<String>> rows(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.skip(1).map(line -> List.of(line.split(",", -1))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The Olist data must lie beside the project, in shared/data/olist", e);
    }
  }
}
