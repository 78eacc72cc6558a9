package io.leadhouse.engine;

import io.leadhouse.error.LeadhouseException;
import io.leadhouse.model.JavaModel;
import io.leadhouse.model.Table;

/** Finds the classes that table.yml names. */
final class JavaModels {
  private JavaModels() {}

  static JavaModel instance(Table table, String className) {
    try {
      return Class.forName(className).asSubclass(JavaModel.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw LeadhouseException.configuration(
          table.folder().resolve("table.yml")
              + ": java: '"
              + className
              + "' is no public class with a public constructor without arguments that implements "
              + JavaModel.class.getName()
              + ".");
    }
  }
}
