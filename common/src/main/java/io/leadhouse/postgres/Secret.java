package io.leadhouse.postgres;

import java.io.Serializable;
import java.util.Objects;

/** A password that prints as stars. Serializable, so that Spark tasks can connect. */
public final class Secret implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  /** The plain value; hand it to a driver, never to a log or a message. */
  String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
