package io.leadhouse.simulator;

import io.leadhouse.error.LeadhouseException;

/**
 * Ids of simulated rows. Each is made from the organization's id and a number within it, so that no
 * organization's ids depend on another, and stays below 2⁵³, so that any client can hold it.
 */
final class SimulatedIds {
  /**
   * First id of rows that people add by hand; above every simulated id of up to 99 organizations.
   */
  static final long FIRST_BY_HAND = 1_000_000_000_000_000L;

  private static final long FACTS_PER_LEAD = 10_000L;

  private SimulatedIds() {}

  static long stage(long organizationId, int stage) {
    return organizationId * 1_000 + stage + 1;
  }

  static long user(long organizationId, int user) {
    return organizationId * 1_000 + user + 1;
  }

  /**
   * @param quarter quarters since the year 0
   * @param theme position of the theme among all of the organization's
   */
  static long campaign(long organizationId, int quarter, int theme) {
    return organizationId * 10_000_000 + quarter * 100L + theme + 1;
  }

  /** A campaign that nothing refers to, by its place among such ones. */
  static long strayCampaign(long organizationId, int place) {
    return organizationId * 10_000_000 + place + 1;
  }

  static long rule(long organizationId, int rule) {
    return organizationId * 1_000 + rule + 1;
  }

  /** The organization's only test. */
  static long test(long organizationId) {
    return organizationId;
  }

  /** A test that nothing refers to, by its place among such ones. */
  static long strayTest(long organizationId, int place) {
    return organizationId * 1_000 + place + 1;
  }

  /** A task about no lead; below every id of a task about one. */
  static long week(long organizationId, long epochWeek) {
    return organizationId * 1_000_000 + epochWeek;
  }

  /**
   * @param number of the lead in its organization, from 1, in order of the day of arrival
   */
  static long lead(long organizationId, int number) {
    return organizationId * 1_000_000_000 + number;
  }

  /**
   * Id of an engagement or log entry: the lead and the place of the fact in its whole life, known
   * before the life is cut at any instant.
   *
   * @throws LeadhouseException CONFIGURATION when a life is longer than ids are
   */
  static long fact(long leadId, int position) {
    if (position >= FACTS_PER_LEAD) {
      throw LeadhouseException.configuration(
          "Lead "
              + leadId
              + " has more than "
              + FACTS_PER_LEAD
              + " facts, for which there are no ids. Simulate fewer engagements per lead or fewer"
              + " months.");
    }
    return leadId * FACTS_PER_LEAD + position;
  }
}
