package io.leadhouse.pipeline;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of the Delta tables, held by one run at a time and fed by one source pack. */
final class WarehouseFolder implements AutoCloseable {
  private static final String PACK = ".leadhouse-pack";
  private static final String HOUSE = ".leadhouse-house";

  private final Path folder;
  private final Lease lease;

  private WarehouseFolder(Path folder, Lease lease) {
    this.folder = folder;
    this.lease = lease;
  }

  /**
   * Takes the folder.
   *
   * @param work what for, for whoever is refused meanwhile
   * @throws LeadhouseException LOCKED while another command holds it; CONFIGURATION when it cannot
   *     be written or holds the tables of another pack
   */
  static WarehouseFolder take(Path folder, String pack, String work) {
    try {
      Files.createDirectories(folder);
      WarehouseFolder taken = new WarehouseFolder(folder, Lease.take(folder, work));
      try {
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

  /**
   * Makes sure, before what was done is built upon, that nobody else has taken it over.
   *
   * @throws LeadhouseException LOCKED when somebody has
   */
  void requireHeld() {
    try {
      lease.requireHeld();
    } catch (IOException e) {
      throw LeadhouseException.unreachable("Cannot read who holds the warehouse folder.", e);
    }
  }

  /**
   * Checks a house unless it is the one that was last found to be right here: to type-check every
   * table takes as long as all else of a run on which nothing has changed.
   *
   * @param house which sql/, parameters and code it is
   */
  void requireChecked(String house, Runnable check) {
    Path file = folder.resolve(HOUSE);
    try {
      if (Files.exists(file) && Files.readString(file).strip().equals(house)) {
        return;
      }
      check.run();
      Files.writeString(file, house + "\n");
    } catch (IOException e) {
      throw LeadhouseException.configuration("Cannot read or write " + file + ": " + e + ".");
    }
  }

  @Override
  public void close() {
    try {
      lease.close();
    } catch (IOException e) {
      throw LeadhouseException.configuration("Cannot leave the warehouse folder: " + e);
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
