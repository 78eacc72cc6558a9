package io.leadhouse.files;

import io.leadhouse.model.FileKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DecimalType;

/** Makes typed values of a file's texts; says of every other one what is wrong with it. */
final class FieldParser {
  private static final int SHOWN = 40;
  private static final DecimalType DECIMAL = (DecimalType) FileKind.Type.DECIMAL.landed();
  private static final Set<String> YES = Set.of("true", "t", "yes", "y", "1");
  private static final Set<String> NO = Set.of("false", "f", "no", "n", "0");
  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final ZonedDateTime EVENING =
      ZonedDateTime.of(2026, 1, 31, 21, 47, 0, 0, ZoneId.of("UTC"));

  private final Mapping.Formats formats;
  private final DateTimeFormatter dates;
  private final DateTimeFormatter timestamps;
  private final Pattern integer;
  private final Pattern decimal;

  FieldParser(Mapping.Formats formats) {
    this.formats = formats;
    this.dates = formatter(formats.dateFormat());
    this.timestamps = timestampFormatter(formats.timestampFormat());
    String digits =
        formats.thousands().isEmpty()
            ? "\\d+"
            : "(\\d+|\\d{1,3}(" + Pattern.quote(formats.thousands()) + "\\d{3})+)";
    String separator = Pattern.quote(formats.decimal());
    this.integer = Pattern.compile("[+-]?" + digits);
    this.decimal =
        Pattern.compile("[+-]?(" + digits + "(" + separator + "\\d*)?|" + separator + "\\d+)");
  }

  /**
   * A formatter that takes only dates that exist.
   *
   * @param pattern of {@link DateTimeFormatter}, with English names of months
   */
  static DateTimeFormatter formatter(String pattern) {
    // A strict year of an era needs the era; people write y and mean the year.
    String years = pattern.replaceAll("y(?=([^']*'[^']*')*[^']*$)", "u");
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(years)
        .toFormatter(Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /**
   * A formatter of times that reads what it writes.
   *
   * @param pattern of {@link DateTimeFormatter}; empty for ISO 8601
   * @throws DateTimeException when the time of day cannot be had from what the pattern writes
   */
  static DateTimeFormatter timestampFormatter(String pattern) {
    if (pattern.isEmpty()) {
      return ISO;
    }
    DateTimeFormatter formatter = formatter(pattern);
    String evening = formatter.format(EVENING);
    String midnight = formatter.format(EVENING.truncatedTo(ChronoUnit.DAYS));
    if (timestamp(formatter, evening) instanceof LocalDate && !evening.equals(midnight)) {
      throw new DateTimeException("'" + evening + "' does not tell which time of the day is meant");
    }
    return formatter;
  }

  private static TemporalAccessor timestamp(DateTimeFormatter formatter, String text) {
    return formatter.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
  }

  /**
   * The value of a text, NULL for one that stands for none.
   *
   * @throws BadValue when it cannot be had; a personal value is not repeated in the message
   */
  Object parse(FileKind.Field field, String text) throws BadValue {
    String value = strip(text);
    if (value.isEmpty() || formats.nulls().contains(value)) {
      if (field.required()) {
        throw new BadValue("is missing");
      }
      return null;
    }
    return switch (field.type()) {
      case TEXT -> value;
      case INTEGER -> integer(field, value);
      case DECIMAL -> decimal(field, value);
      case BOOLEAN -> bool(field, value);
      case DATE -> date(field, value);
      case TIMESTAMP -> timestamp(field, value);
    };
  }

  /** Without the white space around it, also that of Excel, which does not break. */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
  }

  private Object integer(FileKind.Field field, String value) throws BadValue {
    String spaced = plainSpaces(value);
    if (!integer.matcher(spaced).matches()) {
      throw bad(field, value, "is no whole number" + written());
    }
    BigInteger number = new BigInteger(ungrouped(spaced));
    if (number.bitLength() >= Long.SIZE) {
      throw bad(field, value, "is too large");
    }
    return number.longValue();
  }

  private Object decimal(FileKind.Field field, String value) throws BadValue {
    String spaced = plainSpaces(value);
    if (!decimal.matcher(spaced).matches()) {
      throw bad(field, value, "is no number" + written());
    }
    BigDecimal number = new BigDecimal(ungrouped(spaced).replace(formats.decimal(), "."));
    if (number.stripTrailingZeros().scale() > DECIMAL.scale()) {
      throw bad(field, value, "has more than " + DECIMAL.scale() + " decimals");
    }
    BigDecimal scaled = number.setScale(DECIMAL.scale(), RoundingMode.UNNECESSARY);
    if (scaled.precision() > DECIMAL.precision()) {
      throw bad(field, value, "is too large");
    }
    return scaled;
  }

  private String written() {
    String grouped =
        formats.thousands().isEmpty() ? "" : " and thousands '" + formats.thousands() + "'";
    return " with decimal '" + formats.decimal() + "'" + grouped;
  }

  private String ungrouped(String number) {
    return formats.thousands().isEmpty() ? number : number.replace(formats.thousands(), "");
  }

  /** Programs group digits with spaces that do not break; people write plain ones. */
  private String plainSpaces(String number) {
    return formats.thousands().equals(" ")
        ? number.replace('\u00A0', ' ').replace('\u202F', ' ')
        : number;
  }

  private static Object bool(FileKind.Field field, String value) throws BadValue {
    String word = value.toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      throw bad(field, value, "is neither yes nor no (true, false, 1, 0)");
    }
    return YES.contains(word);
  }

  private Object date(FileKind.Field field, String value) throws BadValue {
    LocalDate day;
    try {
      day = LocalDate.parse(value, dates);
    } catch (DateTimeException e) {
      throw bad(field, value, "is no date written " + formats.dateFormat());
    }
    requireYear(field, value, day);
    return day;
  }

  private Object timestamp(FileKind.Field field, String value) throws BadValue {
    TemporalAccessor parsed;
    try {
      parsed = timestamp(timestamps, value);
    } catch (DateTimeException e) {
      String form =
          formats.timestampFormat().isEmpty() ? "2026-01-31T09:30:00Z" : formats.timestampFormat();
      throw bad(field, value, "is no time written " + form);
    }
    requireYear(field, value, LocalDate.from(parsed));
    if (parsed instanceof ZonedDateTime zoned) {
      return zoned.toInstant();
    }
    return instant(
        field,
        value,
        parsed instanceof LocalDateTime local ? local : ((LocalDate) parsed).atStartOfDay());
  }

  private Instant instant(FileKind.Field field, String value, LocalDateTime local) throws BadValue {
    if (formats.timeZone().isEmpty()) {
      throw bad(field, value, "names no time zone; write time_zone in the mapping");
    }
    ZonedDateTime zoned = local.atZone(ZoneId.of(formats.timeZone()));
    if (!zoned.toLocalDateTime().equals(local)) {
      throw bad(
          field,
          value,
          "is skipped by the clocks of " + formats.timeZone() + "; is time_zone another?");
    }
    return zoned.toInstant();
  }

  private static void requireYear(FileKind.Field field, String value, LocalDate day)
      throws BadValue {
    if (day.getYear() < 1 || day.getYear() > 9999) {
      throw bad(field, value, "is outside of the years 1 to 9999");
    }
  }

  private static BadValue bad(FileKind.Field field, String value, String why) {
    return new BadValue((field.personal() ? "" : "'" + shown(value) + "' ") + why);
  }

  /** A name as it may stand in a line of text. */
  static String line(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static String shown(String value) {
    String line = line(value);
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
