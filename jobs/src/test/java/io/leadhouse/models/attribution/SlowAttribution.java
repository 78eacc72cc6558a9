package io.leadhouse.models.attribution;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What touch_credit should hold, written from the definitions alone: loops over everything,
 * fractions of unlimited size, one method per sentence. Shares nothing with the model that it
 * judges.
 */
final class SlowAttribution {
  /** A row of touchpoint. */
  record Contact(
      String organization,
      String lead,
      int number,
      String id,
      Instant at,
      String channel,
      String campaign,
      boolean direct) {}

  /** A row of conversion; digits are those of the organization's currency. */
  record Goal(
      String organization,
      String lead,
      String type,
      int number,
      Instant at,
      boolean refund,
      BigDecimal value,
      String currency,
      int digits) {}

  private final List<Contact> contacts;
  private final List<Goal> goals;
  private final int lookbackDays;
  private final int halfLifeDays;

  SlowAttribution(List<Contact> contacts, List<Goal> goals, int lookbackDays, int halfLifeDays) {
    this.contacts = contacts;
    this.goals = goals;
    this.lookbackDays = lookbackDays;
    this.halfLifeDays = halfLifeDays;
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Goal goal : goals) {
      List<Contact> journey = new ArrayList<>(contacts);
      journey.removeIf(contact -> !leadsTo(contact, goal) || !inLookback(contact, goal));
      journey.sort(Comparator.comparing(Contact::number));
      boolean truncated =
          contacts.stream()
              .anyMatch(contact -> leadsTo(contact, goal) && !inLookback(contact, goal));
      if (journey.isEmpty()) {
        journey.add(
            new Contact(
                goal.organization,
                goal.lead,
                0,
                null,
                null,
                "unattributed",
                "unattributed",
                false));
      }
      addRows(rows, goal, journey, truncated);
    }
    return rows;
  }

  private void addRows(List<Row> rows, Goal goal, List<Contact> journey, boolean truncated) {
    List<List<BigDecimal>> columns = new ArrayList<>();
    for (List<Fraction> parts : models(goal, journey).values()) {
      List<Fraction> shares = normalized(parts);
      columns.add(allocated(BigDecimal.ONE, 12, shares));
      columns.add(allocated(goal.value, goal.digits, shares));
    }
    for (int i = 0; i < journey.size(); i++) {
      Contact contact = journey.get(i);
      List<Object> row = new ArrayList<>();
      row.add(goal.organization);
      row.add(goal.lead);
      row.add(goal.type);
      row.add(goal.number);
      row.add(contact.number);
      row.add(contact.id);
      row.add(contact.at == null ? null : java.sql.Timestamp.from(contact.at));
      row.add(contact.channel);
      row.add(contact.campaign);
      row.add(truncated);
      row.add(goal.currency);
      for (List<BigDecimal> column : columns) {
        row.add(column == null ? null : column.get(i));
      }
      rows.add(RowFactory.create(row.toArray()));
    }
  }

  private static boolean sameLead(Contact contact, Goal goal) {
    return contact.organization.equals(goal.organization) && contact.lead.equals(goal.lead);
  }

  /** The same lead's touch, not after the conversion and after all earlier ones of its type. */
  private boolean leadsTo(Contact contact, Goal goal) {
    boolean taken =
        goals.stream()
            .anyMatch(
                before ->
                    before.organization.equals(goal.organization)
                        && before.lead.equals(goal.lead)
                        && before.type.equals(goal.type)
                        && !before.refund
                        && before.at.isBefore(goal.at)
                        && !contact.at.isAfter(before.at));
    return sameLead(contact, goal) && !contact.at.isAfter(goal.at) && !taken;
  }

  private boolean inLookback(Contact contact, Goal goal) {
    return lookbackDays == 0
        || !contact.at.isBefore(goal.at.minus(Duration.ofHours(24L * lookbackDays)));
  }

  private Map<String, List<Fraction>> models(Goal goal, List<Contact> journey) {
    int n = journey.size();
    Map<String, List<Fraction>> models = new LinkedHashMap<>();
    models.put("first", each(n, i -> i == 0 ? 1 : 0));
    models.put("last", each(n, i -> i == n - 1 ? 1 : 0));
    int nonDirect = IntStream.range(0, n).filter(i -> !journey.get(i).direct).max().orElse(n - 1);
    models.put("last_non_direct", each(n, i -> i == nonDirect ? 1 : 0));
    models.put("linear", each(n, i -> 1));
    models.put("time_decay", timeDecay(journey));
    models.put("u_shaped", uShaped(n));
    models.put("w_shaped", wShaped(goal, journey));
    models.put("shapley", shapley(journey));
    return models;
  }

  private static List<Fraction> each(int n, ToLongFunction<Integer> part) {
    List<Fraction> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      parts.add(Fraction.of(part.applyAsLong(i), 1));
    }
    return parts;
  }

  /** 2^(−age/half-life), in units of 2⁻⁵⁰ of the last touch's weight. */
  private List<Fraction> timeDecay(List<Contact> journey) {
    Instant last = journey.get(journey.size() - 1).at;
    return each(
        journey.size(),
        i -> {
          if (last == null) {
            return 1;
          }
          double days = Duration.between(journey.get(i).at, last).toSeconds() / 86400d;
          return Math.round(Math.pow(2, 50 - days / halfLifeDays));
        });
  }

  private static List<Fraction> uShaped(int n) {
    List<Fraction> parts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      boolean end = i == 0 || i == n - 1;
      if (n <= 2) {
        parts.add(Fraction.of(1, n));
      } else {
        parts.add(end ? Fraction.of(4, 10) : Fraction.of(2, 10L * (n - 2)));
      }
    }
    return parts;
  }

  private List<Fraction> wShaped(Goal goal, List<Contact> journey) {
    Set<Integer> milestones = new TreeSet<>(Set.of(0));
    milestones.add(journey.size() - 1);
    opportunityContact(goal)
        .filter(journey::contains)
        .ifPresent(contact -> milestones.add(journey.indexOf(contact)));
    int rest = journey.size() - milestones.size();
    List<Fraction> parts = new ArrayList<>();
    for (int i = 0; i < journey.size(); i++) {
      parts.add(milestones.contains(i) ? Fraction.of(3, 10) : Fraction.of(1, 10L * rest));
    }
    return parts;
  }

  /** The last touch ever at or before the entry, where that is not after the conversion. */
  private java.util.Optional<Contact> opportunityContact(Goal goal) {
    return goals.stream()
        .filter(entry -> entry.organization.equals(goal.organization))
        .filter(entry -> entry.lead.equals(goal.lead) && entry.type.equals("opportunity"))
        .filter(entry -> !entry.at.isAfter(goal.at))
        .flatMap(
            entry ->
                contacts.stream()
                    .filter(contact -> sameLead(contact, goal))
                    .filter(contact -> !contact.at.isAfter(entry.at)))
        .max(Comparator.comparing(Contact::number));
  }

  private static List<Fraction> shapley(List<Contact> journey) {
    Set<String> channels = new HashSet<>();
    journey.forEach(contact -> channels.add(contact.channel));
    List<Fraction> parts = new ArrayList<>();
    for (Contact contact : journey) {
      long same =
          journey.stream().filter(other -> Objects.equals(other.channel, contact.channel)).count();
      parts.add(Fraction.of(1, channels.size() * same));
    }
    return parts;
  }

  private static List<Fraction> normalized(List<Fraction> parts) {
    Fraction sum = parts.stream().reduce(Fraction.of(0, 1), Fraction::plus);
    return parts.stream().map(part -> part.over(sum)).toList();
  }

  /** Hands out what is left after whole units one by one, searching for the largest each time. */
  private static List<BigDecimal> allocated(BigDecimal value, int digits, List<Fraction> shares) {
    if (value == null) {
      return null;
    }
    BigInteger units = value.abs().movePointRight(digits).toBigIntegerExact();
    List<BigInteger> whole = new ArrayList<>();
    List<BigDecimal> cut = new ArrayList<>();
    for (Fraction share : shares) {
      BigInteger[] quota = share.numerator.multiply(units).divideAndRemainder(share.denominator);
      whole.add(quota[0]);
      cut.add(
          new BigDecimal(quota[1])
              .divide(new BigDecimal(share.denominator), 9, RoundingMode.HALF_UP));
    }
    BigInteger left = units.subtract(whole.stream().reduce(BigInteger.ZERO, BigInteger::add));
    while (left.signum() > 0) {
      int largest = 0;
      for (int i = 1; i < cut.size(); i++) {
        if (cut.get(i).compareTo(cut.get(largest)) > 0) {
          largest = i;
        }
      }
      whole.set(largest, whole.get(largest).add(BigInteger.ONE));
      cut.set(largest, BigDecimal.ONE.negate());
      left = left.subtract(BigInteger.ONE);
    }
    return whole.stream()
        .map(count -> new BigDecimal(count).movePointLeft(digits))
        .map(amount -> value.signum() < 0 ? amount.negate() : amount)
        .toList();
  }

  private record Fraction(BigInteger numerator, BigInteger denominator) {
    static Fraction of(long numerator, long denominator) {
      return new Fraction(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    Fraction plus(Fraction other) {
      return reduced(
          numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
          denominator.multiply(other.denominator));
    }

    Fraction over(Fraction other) {
      return reduced(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    private static Fraction reduced(BigInteger numerator, BigInteger denominator) {
      BigInteger common = numerator.gcd(denominator);
      return new Fraction(numerator.divide(common), denominator.divide(common));
    }
  }
}
