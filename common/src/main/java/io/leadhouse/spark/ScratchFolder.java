package io.leadhouse.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.network.util.JavaUtils;

/**
 * The folder of one process for what Spark shuffles and spills, removed when it ends. A process
 * that is killed leaves it, as large as it is; the next one on the machine removes it. Beside each
 * folder lies a file that its process has locked, so that the operating system tells who has ended.
 */
final class ScratchFolder {
  private static final String PREFIX = "leadhouse-spark-";
  private static final String LOCK = ".lock";

  /** After Spark has closed what it has open there. */
  private static final int LAST = 0;

  private ScratchFolder() {}

  /** Makes one, and removes those whose processes have ended. */
  static Path make(Path parent) {
    try {
      removeOfTheDead(parent);
      while (true) {
        Path folder = parent.resolve(PREFIX + UUID.randomUUID());
        Path lock = lock(folder);
        FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // Whoever removes folders may have come between, and taken this one for a dead process's.
        if (channel.tryLock() != null && Files.exists(lock)) {
          createPrivate(folder);
          ShutdownHookManager.get().addShutdownHook(() -> remove(folder, channel), LAST);
          return folder;
        }
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("No folder for temporary files can be made in " + parent, e);
    }
  }

  /** What is spilled has names and addresses of leads. */
  private static void createPrivate(Path folder) throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(folder);
    }
  }

  private static void removeOfTheDead(Path parent) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
      for (Path lock : locks) {
        String name = lock.getFileName().toString();
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
          if (channel.tryLock() != null) {
            remove(parent.resolve(name.substring(0, name.length() - LOCK.length())), channel);
          }
        } catch (IOException | OverlappingFileLockException e) {
          // Another user's, gone meanwhile, or this process's own.
        }
      }
    }
  }

  private static void remove(Path folder, FileChannel channel) {
    try (channel) {
      JavaUtils.deleteRecursively(folder.toFile());
      Files.deleteIfExists(lock(folder));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The next process tries again.
    }
  }

  private static Path lock(Path folder) {
    return folder.resolveSibling(folder.getFileName() + LOCK);
  }
}
