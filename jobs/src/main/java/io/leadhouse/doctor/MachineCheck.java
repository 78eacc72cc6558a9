package io.leadhouse.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.leadhouse.config.LeadhouseConfig;
import io.leadhouse.config.PublishConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What runs here: Java, its flags and memory, the drop folder, and who may read passwords. */
final class MachineCheck {
  private static final long MEGABYTE = 1_000_000;
  private static final long LEAST_HEAP = 1_000 * MEGABYTE;

  /** The versions that Spark 4.1 names. */
  private static final Set<Integer> JAVA = Set.of(17, 21);

  private MachineCheck() {}

  static List<Finding> findings(LeadhouseConfig config) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java(Runtime.version().feature()));
    findings.add(flags());
    findings.add(memory(Runtime.getRuntime().maxMemory(), physicalMemory()));
    config.files().ifPresent(files -> findings.add(dropFolder(files.folder())));
    password("source.password_file", Optional.ofNullable(config.source().passwordFile()))
        .ifPresent(findings::add);
    password("publish.password_file", config.publish().map(PublishConfig::passwordFile))
        .ifPresent(findings::add);
    return findings;
  }

  static Finding java(int version) {
    String subject = "machine: Java";
    return JAVA.contains(version)
        ? Finding.ok(subject, "version " + version)
        : Finding.warn(
            subject, "version " + version + ", on which Spark 4.1 is not tested", "install JDK 17");
  }

  /**
   * Without them an error of Spark can hang the process, and days would be those of the machine.
   */
  private static Finding flags() {
    String subject = "machine: Java flags";
    boolean opened = Object.class.getModule().isOpen("java.nio", Finding.class.getModule());
    boolean utc = ZoneId.systemDefault().normalized().equals(ZoneOffset.UTC);
    return opened && utc
        ? Finding.ok(subject, "those of java.options")
        : Finding.fail(
            subject,
            "Java was started without those of java.options",
            "start ./leadhouse, or java @java.options …");
  }

  static Finding memory(long heap, long physical) {
    String subject = "machine: memory";
    String what =
        "%,d MB of heap on a machine of %,d MB".formatted(heap / MEGABYTE, physical / MEGABYTE);
    if (heap < LEAST_HEAP) {
      return Finding.warn(subject, what, "give it more: export LEADHOUSE_JAVA_OPTS=-Xmx4g");
    }
    if (heap > physical / 4 * 3) {
      return Finding.warn(
          subject,
          what + ", which leaves too little for what Java needs besides, and the system may end it",
          "export LEADHOUSE_JAVA_OPTS=-Xmx%dm".formatted((physical / 2) >> 20));
    }
    return Finding.ok(subject, what);
  }

  private static long physicalMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private static Finding dropFolder(Path folder) {
    String subject = "machine: drop folder";
    return Files.isDirectory(folder) && Files.isReadable(folder)
        ? Finding.ok(subject, folder + "; `leadhouse files check` looks into it")
        : Finding.fail(
            subject,
            folder + " is no folder that this user may read",
            "create it, or take `files` out of leadhouse.yml");
  }

  private static Optional<Finding> password(String key, Optional<String> file) {
    return file.map(Path::of).filter(Files::exists).map(path -> password(key, path));
  }

  private static Finding password(String key, Path file) {
    String subject = "machine: " + key;
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
      return allowed.contains(PosixFilePermission.OTHERS_READ)
              || allowed.contains(PosixFilePermission.GROUP_READ)
          ? Finding.warn(subject, file + " can be read by others", "run: chmod 600 " + file)
          : Finding.ok(subject, file + " is its owner's alone");
    } catch (IOException | UnsupportedOperationException e) {
      return Finding.warn(
          subject, "who may read " + file + " cannot be told", "look at its rights");
    }
  }
}
