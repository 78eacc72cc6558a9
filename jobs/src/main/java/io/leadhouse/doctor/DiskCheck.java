package io.leadhouse.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Whether the warehouse folder can be written and has room. */
final class DiskCheck {
  private static final String SUBJECT = "machine: warehouse folder";
  private static final long MEGABYTE = 1_000_000;

  /** Raw tables, what is made of them, and the files of old versions until retention ends. */
  private static final int TIMES_THE_SOURCE = 3;

  private DiskCheck() {}

  /**
   * Looks at the folder, or at the nearest one above it that is there.
   *
   * @param source bytes of the source's tables; empty where they are not known
   */
  static Finding finding(Path warehouse, OptionalLong source) {
    Path there = warehouse.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.fail(
          SUBJECT,
          there + " is no folder that this user may write to",
          "name another under `warehouse:`, or run: sudo chown " + user() + " " + there);
    }
    return space(there, source);
  }

  private static Finding space(Path folder, OptionalLong source) {
    long free;
    try {
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Finding.warn(
          SUBJECT,
          "its free space cannot be told (" + e.getMessage() + ")",
          "look: df -h " + folder);
    }
    String room = "%,d MB free for %s".formatted(free / MEGABYTE, folder);
    if (source.isEmpty()) {
      return Finding.ok(SUBJECT, room);
    }
    room += ", the source's tables have %,d MB".formatted(source.getAsLong() / MEGABYTE);
    return free >= source.getAsLong() * TIMES_THE_SOURCE
        ? Finding.ok(SUBJECT, room)
        : Finding.warn(
            SUBJECT,
            room,
            "make room for %d times the source, or name another folder under `warehouse:`"
                .formatted(TIMES_THE_SOURCE));
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
