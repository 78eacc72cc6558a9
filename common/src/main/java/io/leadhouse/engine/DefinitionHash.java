package io.leadhouse.engine;

import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Names what a table is made by: its logic, the parts of table.yml that shape its rows, and the
 * parameters it uses. Descriptions, checks and indexes change no row and so no hash.
 */
final class DefinitionHash {
  private DefinitionHash() {}

  static String of(Table table, TableGraph graph, ParameterValues parameters) {
    Fingerprint hash = new Fingerprint();
    hash.add(table.kind().name());
    hash.add(table.key().toString());
    hash.add(table.refresh().toString());
    hash.add(table.columns().keySet().toString());
    hash.add(table.rules().toString());
    hash.add(table.references().toString());
    hash.add(parameters.canonical(graph.parameters(table.name())));
    if (table.logic() instanceof Logic.Query query) {
      hash.add(query.sql());
    } else if (table.logic() instanceof Logic.JavaClass java) {
      hash.add(java.inputs().toString());
      hash.add(classBytes(java.className()));
    }
    return hash.text();
  }

  private static byte[] classBytes(String className) {
    String resource = "/" + className.replace('.', '/') + ".class";
    try (InputStream in = DefinitionHash.class.getResourceAsStream(resource)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
