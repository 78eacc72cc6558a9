package io.leadhouse.pipeline;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shop whose visitors are leads of organizations that may be merged. Figures of a day are settled
 * once it is over. Visits are refreshed by key, which shows where there are many of them.
 */
final class VisitShop {
  private static final String TOTALS = "marts/visits/day_visit";

  private final SmallShop shop;
  private final Map<String, String> raw = new TreeMap<>();

  /** Makes a shop without a visit. */
  VisitShop(Path folder) {
    shop = new SmallShop(folder);
    raw.put("raw_visits", "id int, organization_id int, lead string, day date, pieces int");
    raw.put("raw_merges", "loser string, organization_id int, survivor string");
    RunFixture.execute(
        shop.source,
        "CREATE TABLE visits"
            + " (id int PRIMARY KEY, organization_id int, lead text, day date, pieces int);"
            + " CREATE TABLE merges (loser text PRIMARY KEY, organization_id int, survivor text)");
    shop.write(
        "sources/shop/raw.yml",
        """
        description: A shop with visitors.
        schema: public
        tables:
          sales: {key: [id]}
          visits: {key: [id]}
          merges: {key: [loser]}
        """);
    writeContracts();
    shop.write(
        "core/reporting_window/table.yml",
        """
        description: One row per organization.
        key: [organization_id]
        columns: {organization_id: Owner., as_of_day: Day of the run.}
        """);
    shop.write(
        "core/reporting_window/query.sql",
        "SELECT DISTINCT organization_id, CAST(:as_of AS DATE) AS as_of_day FROM stg_visit");
    shop.write(
        "core/visit/table.yml",
        """
        description: One row per visit.
        key: [organization_id, visit_id]
        refresh: {by: [organization_id, visit_id]}
        columns:
          visit_id: The visit.
          organization_id: Owner.
          lead_id: Who came, after merges.
          day: When.
          pieces: How much was bought.
        """);
    pieces("stg_visit.pieces");
    declareTotals("pieces, leads, last_guest", "");
    totals("sum(visit.pieces)");
    lock();
  }

  private void writeContracts() {
    shop.write(
        "sources/shop/stg_visit/query.sql",
        "SELECT CAST(id AS STRING) AS visit_id, CAST(organization_id AS STRING) AS organization_id,"
            + " lead AS lead_id, day, pieces FROM raw_visits");
    shop.write(
        "sources/shop/stg_lead_merge/query.sql",
        "SELECT CAST(organization_id AS STRING) AS organization_id, loser AS loser_id,"
            + " survivor AS survivor_id FROM raw_merges");
    shop.write(
        "staging/stg_visit/table.yml",
        """
        description: One row per visit.
        key: [visit_id]
        columns:
          visit_id: {type: string, meaning: The visit.}
          organization_id: {type: string, meaning: Owner.}
          lead_id: {type: string, meaning: Who came.}
          day: {type: date, meaning: When.}
          pieces: {type: int, meaning: How much was bought.}
        rules: [{reject: pieces < 0, reason: pieces are negative}]
        """);
    shop.write(
        "staging/stg_lead_merge/table.yml",
        """
        description: One row per merged lead.
        key: [organization_id, loser_id]
        columns:
          organization_id: {type: string, meaning: Owner.}
          loser_id: {type: string, meaning: Who is gone.}
          survivor_id: {type: string, meaning: Who stays.}
        """);
  }

  /** Takes guest books as CSV files, too. */
  void takeGuestBooks() {
    raw.put(
        "raw_guest_file",
        "guest string, visits bigint, file_hash string, file_number bigint, line bigint");
    shop.write(
        "sources/shop/files.yml",
        """
        kinds:
          guest:
            description: One row per guest.
            key: [guest]
            fields:
              guest: {type: TEXT, required: true, example: a, meaning: Who came.}
              visits: {type: INTEGER, required: true, example: '2', meaning: How often.}
        """);
    shop.write(
        "sources/shop/stg_guest/query.sql",
        "SELECT guest, max_by(visits, file_number) AS visits FROM raw_guest_file GROUP BY guest");
    shop.write(
        "staging/stg_guest/table.yml",
        """
        description: One row per guest.
        key: [guest]
        columns:
          guest: {type: string, meaning: Who came.}
          visits: {type: bigint, meaning: How often.}
        """);
    lock();
  }

  SmallShop shop() {
    return shop;
  }

  /** Makes visits. */
  void visit(String rows) {
    RunFixture.execute(shop.source, "INSERT INTO visits VALUES " + rows);
  }

  /** How the pieces of a visit are counted. */
  void pieces(String pieces) {
    shop.query(
        "core/visit",
        "SELECT stg_visit.visit_id, stg_visit.organization_id,"
            + " coalesce(stg_lead_merge.survivor_id, stg_visit.lead_id) AS lead_id, stg_visit.day, "
            + pieces
            + " AS pieces FROM stg_visit LEFT JOIN stg_lead_merge"
            + " ON stg_visit.organization_id = stg_lead_merge.organization_id"
            + " AND stg_visit.lead_id = stg_lead_merge.loser_id");
  }

  /** How the pieces of a day are counted. */
  void totals(String pieces) {
    queryTotals(pieces, "");
  }

  /** The days also tell what was bought at once. */
  void tellMost() {
    declareTotals("pieces, leads, last_guest, most", "  most: {meaning: Bought at once.}\n");
    queryTotals("sum(visit.pieces)", ", max(visit.pieces) AS most");
  }

  void lock() {
    shop.lock(raw);
  }

  private void declareTotals(String settled, String moreColumns) {
    shop.write(
        TOTALS + "/table.yml",
        """
        description: One row per organization and day.
        key: [organization_id, day]
        refresh: {by: [organization_id]}
        columns:
          organization_id: Owner.
          day: The day.
          pieces: Bought on it.
          leads: Who came.
          last_guest: {meaning: Name of one who came., personal: true}
          is_complete: The day is over.
        %spublish: {settled: {is_complete: [%s]}}
        """
            .formatted(moreColumns, settled));
  }

  private void queryTotals(String pieces, String moreColumns) {
    shop.query(
        TOTALS,
        "SELECT visit.organization_id, visit.day, "
            + pieces
            + " AS pieces, count(DISTINCT visit.lead_id) AS leads, max(visit.lead_id) AS last_guest,"
            + " visit.day < reporting_window.as_of_day AS is_complete"
            + moreColumns
            + " FROM visit INNER JOIN reporting_window"
            + " ON visit.organization_id = reporting_window.organization_id"
            + " GROUP BY visit.organization_id, visit.day, reporting_window.as_of_day");
  }
}
