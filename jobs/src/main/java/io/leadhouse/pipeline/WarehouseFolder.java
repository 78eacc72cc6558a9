package io.leadhouse.pipeline;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of the Delta tables, held by one run at a time and fed by one source pack. */
final class WarehouseFolder implements AutoCloseable {
  private static final String LOCK = ".leadhouse-lock";
  private static final String PACK = ".leadhouse-pack";

  private final FileChannel channel;

  private WarehouseFolder(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder for a run. The operating system frees it when the process ends, however it
   * ends.
   *
   * @throws LeadhouseException LOCKED while another run holds it; CONFIGURATION when it cannot be
   *     written or holds the tables of another pack
   */
  static WarehouseFolder take(Path folder, String pack) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      WarehouseFolder taken = new WarehouseFolder(channel);
      try {
        requireLock(channel, folder);
        requirePack(folder, pack);
        return taken;
      } catch (IOException | RuntimeException e) {
        taken.close();
        throw e;
      }
    } catch (IOException e) {
      throw LeadhouseException.configuration(
          "Cannot write to the warehouse folder "
              + folder
              + " ("
              + e.getClass().getSimpleName()
              + "). Choose another in leadhouse.yml, or allow this user to write there.");
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw LeadhouseException.configuration("Cannot leave the warehouse folder: " + e);
    }
  }

  private static void requireLock(FileChannel channel, Path folder) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new LeadhouseException(
          Category.LOCKED,
          "Another run holds the warehouse " + folder + ". Try again when it has ended.");
    }
  }

  private static void requirePack(Path folder, String pack) throws IOException {
    Path file = folder.resolve(PACK);
    String present = Files.exists(file) ? Files.readString(file).strip() : pack;
    if (!present.equals(pack)) {
      throw LeadhouseException.configuration(
          "The warehouse "
              + folder
              + " holds tables of source pack '"
              + present
              + "'; a run of '"
              + pack
              + "' would replace them. Give this pack a folder of its own: `warehouse:` in"
              + " leadhouse.yml.");
    }
    Files.writeString(file, pack + "\n");
  }
}
