package io.leadhouse.pipeline;

/** Which version of the code runs; the launcher asks git. */
final class CodeVersion {
  private CodeVersion() {}

  static String current() {
    return System.getProperty("leadhouse.version", "unknown");
  }
}
