package io.leadhouse.simulator;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An invented person. Every part that a form may leave empty can be null.
 *
 * @param email at example.com, .org or .net
 */
record Person(
    String firstName,
    String lastName,
    String email,
    String phone,
    String city,
    String country,
    String company,
    String industry,
    String companySize,
    String customerType,
    List<String> interests,
    boolean emailConsent,
    boolean smsConsent) {
  private static final List<String> MAIL_DOMAINS =
      List.of("example.com", "example.org", "example.net");
  private static final List<String> SIZES = List.of("1-10", "11-50", "51-200", "201-1000", "1001+");
  private static final List<String> TYPES = List.of("high", "mid", "mid", "low", "low");
  private static final List<String> INTERESTS =
      List.of("pricing", "integration", "support", "training", "bulk orders", "delivery");

  private static final Pattern NOT_IN_MAIL = Pattern.compile("[^A-Za-z.]");

  /**
   * @param number tells people of one organization apart
   */
  static Person invent(World.People people, int number, RandomStream random) {
    String first = random.pick(people.firstNames());
    String last = random.pick(people.lastNames());
    String digits = Integer.toString(10_000 + random.below(10_000)).substring(1);
    boolean smsConsent = random.chance(0.35);
    return new Person(
        optional(first, 0.98, random),
        optional(last, 0.95, random),
        optional(mailName(first, last, number) + random.pick(MAIL_DOMAINS), 0.96, random),
        optional(people.phone().replace("{0}", digits), smsConsent ? 1 : 0.6, random),
        optional(random.pick(people.cities()), 0.85, random),
        people.country(),
        optional(random.pick(people.companies()).replace("{0}", last), 0.9, random),
        optional(random.pick(people.industries()), 0.8, random),
        optional(random.pick(SIZES), 0.75, random),
        optional(random.pick(TYPES), 0.7, random),
        interests(random),
        random.chance(0.82),
        smsConsent);
  }

  private static List<String> interests(RandomStream random) {
    int first = random.below(INTERESTS.size());
    return INTERESTS.subList(first, Math.min(first + random.below(4), INTERESTS.size()));
  }

  private static String mailName(String first, String last, int number) {
    String name = Normalizer.normalize(first + "." + last, Normalizer.Form.NFD);
    return NOT_IN_MAIL.matcher(name).replaceAll("").toLowerCase(Locale.ROOT) + "." + number + "@";
  }

  private static <T> T optional(T value, double probability, RandomStream random) {
    return random.chance(probability) ? value : null;
  }
}
