package io.leadhouse.model;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.yaml.NearestName;
import io.leadhouse.yaml.YamlDocument;
import io.leadhouse.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads sql/ for one source pack. Anything that does not fit together is a CONFIGURATION error. */
public final class WarehouseReader {
  private static final String TABLE_FILE = "table.yml";
  private static final String QUERY_FILE = "query.sql";

  /** Tables that Leadhouse itself publishes beside those of sql/. */
  private static final Set<String> OWN_NAMES = Set.of("publication", "restatement");

  private final YamlReader warehouseFiles = new YamlReader("warehouse.schema.json");
  private final YamlReader sourceFiles = new YamlReader("source.schema.json");
  private final YamlReader kindFiles = new YamlReader("files.schema.json");
  private final YamlReader tableFiles = new YamlReader("table.schema.json");
  private final Path sql;

  /**
   * @param sql the folder sql/
   */
  public WarehouseReader(Path sql) {
    this.sql = sql;
  }

  /** The names of the source packs, sorted. */
  public List<String> packs() {
    return folders(sql.resolve("sources"));
  }

  /**
   * Reads everything for a pack.
   *
   * @throws LeadhouseException CONFIGURATION with file and line of the first thing that is wrong
   */
  public Warehouse read(String packName) {
    WarehouseFile file =
        warehouseFiles.read(sql.resolve("warehouse.yml"), WarehouseFile.class).value();
    SourcePack pack = pack(packName);
    NavigableMap<String, Table> tables = new TreeMap<>();
    for (Layer layer : file.layers()) {
      for (Path folder : tableFolders(sql.resolve(layer.name()))) {
        Table table = table(folder, layer, pack);
        Table other = tables.put(table.name(), table);
        if (other != null) {
          throw LeadhouseException.configuration(
              "Two tables are named '"
                  + table.name()
                  + "': "
                  + other.folder()
                  + " and "
                  + folder
                  + ". Names are unique over the house; rename one folder.");
        }
      }
    }
    requireContracts(pack, tables);
    return new Warehouse(file.layers(), file.parameters(), tables, pack);
  }

  private record WarehouseFile(List<Layer> layers, Map<String, Parameter> parameters) {}

  private record SourceFile(
      String description, String schema, Map<String, SourcePack.SourceTable> tables) {}

  private SourcePack pack(String name) {
    Path folder = sql.resolve("sources").resolve(name);
    if (!packs().contains(name)) {
      throw LeadhouseException.configuration(
          "No source pack '" + name + "' in sql/sources." + NearestName.hint(name, packs()));
    }
    SourceFile file = sourceFiles.read(folder.resolve("raw.yml"), SourceFile.class).value();
    Map<String, FileKind> kinds = kinds(folder, file.tables().keySet());
    return new SourcePack(name, folder, file.description(), file.schema(), file.tables(), kinds);
  }

  /** What files.yml declares; a pack without it takes no files. */
  private Map<String, FileKind> kinds(Path folder, Set<String> tables) {
    Path file = folder.resolve("files.yml");
    Map<String, FileKind> kinds = new TreeMap<>();
    if (Files.exists(file)) {
      YamlDocument<KindsFile> document = kindFiles.read(file, KindsFile.class);
      document
          .value()
          .kinds()
          .forEach((kind, form) -> kinds.put(kind, FileKind.of(kind, form, document, tables)));
    }
    return kinds;
  }

  private record KindsFile(Map<String, FileKind.Form> kinds) {}

  private Table table(Path folder, Layer layer, SourcePack pack) {
    YamlDocument<TableFile> document = tableFiles.read(folder.resolve(TABLE_FILE), TableFile.class);
    TableFile file = document.value();
    String name = folder.getFileName().toString();
    if (OWN_NAMES.contains(name)) {
      throw LeadhouseException.configuration(
          folder + ": Leadhouse publishes a table of its own under this name; rename the folder.");
    }
    Logic logic = logic(document, folder, layer, pack);
    TableRules.check(document, layer);
    return new Table(
        name,
        layer.name(),
        folder,
        file.description(),
        file.kind(),
        file.key(),
        logic,
        file.refresh(),
        file.columns(),
        file.rules(),
        file.references(),
        file.checks(),
        Optional.ofNullable(file.publish()));
  }

  private Logic logic(YamlDocument<TableFile> document, Path folder, Layer layer, SourcePack pack) {
    TableFile file = document.value();
    boolean staging = layer.name().equals(Table.STAGING);
    Path ownQuery = folder.resolve(QUERY_FILE);
    if (file.java() != null) {
      if (staging || Files.exists(ownQuery)) {
        throw document.complaint("/java", "a table has either java: or a query.sql, not both.");
      }
      return new Logic.JavaClass(file.java(), file.inputs());
    }
    Path query =
        staging
            ? pack.folder().resolve(folder.getFileName().toString()).resolve(QUERY_FILE)
            : ownQuery;
    if (Files.exists(query)) {
      return new Logic.Query(query, text(query));
    }
    if (staging) {
      if (Files.isDirectory(query.getParent())) {
        throw LeadhouseException.configuration(
            query.getParent() + ": the folder has no query.sql. Add it, or remove the folder.");
      }
      return new Logic.NotSupplied();
    }
    throw LeadhouseException.configuration(
        folder + ": neither a query.sql nor java: in table.yml says how the rows are made.");
  }

  private static void requireContracts(SourcePack pack, Map<String, Table> tables) {
    for (String folder : folders(pack.folder())) {
      Table contract = tables.get(folder);
      if (contract == null || !contract.isStaging()) {
        List<String> contracts =
            tables.values().stream().filter(Table::isStaging).map(Table::name).toList();
        throw LeadhouseException.configuration(
            pack.folder().resolve(folder)
                + ": no staging contract of that name."
                + NearestName.hint(folder, contracts));
      }
    }
  }

  private static List<Path> tableFolders(Path layerFolder) {
    if (!Files.isDirectory(layerFolder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(layerFolder, 3)) {
      List<Path> folders = new ArrayList<>();
      for (Path path : paths.sorted().toList()) {
        String file = path.getFileName().toString();
        if (file.equals(TABLE_FILE)) {
          folders.add(path.getParent());
        } else if (file.equals(QUERY_FILE) && !Files.exists(path.resolveSibling(TABLE_FILE))) {
          throw LeadhouseException.configuration(
              path.getParent() + ": a query.sql without the table.yml that describes its table.");
        }
      }
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(parent)) {
      return paths
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw LeadhouseException.configuration("Cannot read " + file + ": " + e);
    }
  }
}
