package io.leadhouse.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What must hold for every row of a table before it is committed.
 *
 * @param severity whether a violation stops the table or is only recorded
 * @param predicate SQL condition over one row; NULL passes
 */
public record Check(Severity severity, String predicate) {
  /** What a violation does. */
  public enum Severity {
    FAIL,
    WARN
  }

  @JsonCreator
  static Check of(@JsonProperty("fail") String fail, @JsonProperty("warn") String warn) {
    return fail != null ? new Check(Severity.FAIL, fail) : new Check(Severity.WARN, warn);
  }
}
