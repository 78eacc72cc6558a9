package io.leadhouse.model;

import java.nio.file.Path;

/** Where a table's rows come from. */
public sealed interface Logic {
  /** One SELECT. The file is kept for messages. */
  record Query(Path file, String sql) implements Logic {}

  /** A {@link JavaModel} with its declared inputs. */
  record JavaClass(String className, JavaInputs inputs) implements Logic {}

  /** A staging contract that the source pack does not supply: an empty table. */
  record NotSupplied() implements Logic {}
}
