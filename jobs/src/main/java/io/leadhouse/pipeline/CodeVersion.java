package io.leadhouse.pipeline;

/** Which build of Leadhouse runs. */
final class CodeVersion {
  private CodeVersion() {}

  static String current() {
    String version = CodeVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
