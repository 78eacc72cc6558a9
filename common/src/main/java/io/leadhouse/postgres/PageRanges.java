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

  /**
   * 128 MiB. If all rows are asked for, their addresses, 40 bytes each, take some 50 MB of a
   * session's memory, or 190 MB where rows are as short as they can be.
   */
  private static final long PAGES_TO_ADDRESS = 16_384;

  private static final String EVERYWHERE = "TRUE";

  private PageRanges() {}

  /**
   * One condition for each part; a single always-true one for whatever is not one heap.
   *
   * @param alias by which the query calls the relation
   * @param most at most that many parts
   */
  public static List<String> of(SourceRelation relation, String alias, int most) {
    long weight = relation.pages() + relation.outOfLineBytes() / 8192;
    return ranges(
        relation, alias, Math.min(Math.min(most, relation.pages()), weight / FEWEST_PAGES));
  }

  /**
   * The same in as many parts as it takes for the addresses of all rows of one to be collected in
   * the source.
   */
  public static List<String> addressable(SourceRelation relation, String alias) {
    return ranges(relation, alias, relation.pages() / PAGES_TO_ADDRESS + 1);
  }

  private static List<String> ranges(SourceRelation relation, String alias, long parts) {
    if (relation.kind() != SourceRelation.Kind.HEAP || parts < 2) {
      return List.of(EVERYWHERE);
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
