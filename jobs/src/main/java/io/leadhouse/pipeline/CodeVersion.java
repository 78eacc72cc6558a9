package io.leadhouse.pipeline;

/** Which version of the code runs; the launcher asks git. */
final class CodeVersion {
  private static final String UNKNOWN = "unknown";

  private CodeVersion() {}

  static String current() {
    return System.getProperty("leadhouse.version", UNKNOWN);
  }

  /** Whether equal versions are equal code, as they are not while somebody works on it. */
  static boolean isExact() {
    return !current().equals(UNKNOWN) && !current().endsWith("-dirty");
  }
}
