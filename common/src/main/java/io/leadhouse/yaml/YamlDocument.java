package io.leadhouse.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.utils.JsonNodes;
import io.leadhouse.error.LeadhouseException;
import java.nio.file.Path;

/** A bound YAML file that still knows where its values stand. */
public final class YamlDocument<T> {
  private final Path file;
  private final JsonNode tree;
  private final T value;

  YamlDocument(Path file, JsonNode tree, T value) {
    this.file = file;
    this.tree = tree;
    this.value = value;
  }

  public T value() {
    return value;
  }

  /**
   * A complaint about one value.
   *
   * @param pointer JSON pointer of the value, for example {@code /key/0}
   */
  public LeadhouseException complaint(String pointer, String message) {
    return LeadhouseException.configuration(at(file, tree.at(pointer)) + message);
  }

  static String at(Path file, JsonNode node) {
    boolean located = node != null && !node.isMissingNode();
    int line = located ? JsonNodes.tokenLocationOf(node).getLineNr() : -1;
    return file + (line > 0 ? ":" + line : "") + ": ";
  }
}
