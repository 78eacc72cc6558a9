package io.leadhouse.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a heap into ranges of its pages that several sessions can read side by side. The last
 * range has no end, so that the ranges hold every row whatever the catalog believes.
 */
public final class PageRanges {
  /** 64 MiB: a smaller part costs more to open than it saves. */
  private static final long FEWEST_PAGES = 8192;

  private PageRanges() {}

  /**
   * One condition for each part; a single always-true one for whatever is not one heap.
   *
   * @param alias by which the query calls the relation
   * @param most at most that many parts
   */
  public static List<String> of(SourceRelation relation, String alias, int most) {
    long weight = relation.pages() + relation.outOfLineBytes() / 8192;
    long parts = Math.min(Math.min(most, relation.pages()), weight / FEWEST_PAGES);
    if (relation.kind() != SourceRelation.Kind.HEAP || parts < 2) {
      return List.of("TRUE");
    }
    String address = alias + ".ctid";
    List<String> ranges = new ArrayList<>();
    for (long part = 0; part < parts; part++) {
      String from = address + " >= " + page(relation.pages() * part / parts);
      String to = address + " < " + page(relation.pages() * (part + 1) / parts);
      ranges.add(part == parts - 1 ? from : from + " AND " + to);
    }
    return ranges;
  }

  private static String page(long page) {
    return "'(" + page + ",0)'::tid";
  }
}
