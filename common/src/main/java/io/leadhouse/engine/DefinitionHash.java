package io.leadhouse.engine;

import io.leadhouse.graph.TableGraph;
import io.leadhouse.model.Logic;
import io.leadhouse.model.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names what a table is made by: its logic, the parts of table.yml that shape its rows, and the
 * parameters it uses. Descriptions, checks and indexes change no row and so no hash.
 */
final class DefinitionHash {
  private DefinitionHash() {}

  static String of(Table table, TableGraph graph, ParameterValues parameters) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, table.kind().name());
      add(digest, table.key().toString());
      add(digest, table.refresh().toString());
      add(digest, table.columns().keySet().toString());
      add(digest, table.rules().toString());
      add(digest, table.references().toString());
      add(digest, parameters.canonical(graph.parameters(table.name())));
      if (table.logic() instanceof Logic.Query query) {
        add(digest, query.sql());
      } else if (table.logic() instanceof Logic.JavaClass java) {
        add(digest, java.inputs().toString());
        digest.update(classBytes(java.className()));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(MessageDigest digest, String part) {
    digest.update(part.getBytes(StandardCharsets.UTF_8));
    // A separator, so that moving text from one part to the next changes the hash.
    digest.update((byte) 0);
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
