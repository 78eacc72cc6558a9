package io.leadhouse.yaml;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.serialization.JsonNodeReader;
import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a YAML file, checks it against its JSON Schema and binds it to a record. Every complaint is
 * a CONFIGURATION error that names file, line, value and, for an unknown key, the nearest valid
 * one.
 */
public final class YamlReader {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .build();
  private static final JsonNodeReader NODES =
      JsonNodeReader.builder().yamlMapper(MAPPER).locationAware().build();

  private final JsonSchema schema;

  /**
   * @param owner the class beside whose package the resource lies
   * @param schemaResource resource name of the JSON Schema, for example {@code table.schema.json}
   */
  public YamlReader(Class<?> owner, String schemaResource) {
    try (InputStream in = owner.getResourceAsStream(schemaResource)) {
      if (in == null) {
        throw new IllegalStateException("No schema resource " + schemaResource);
      }
      this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one of the schemas that lie beside this class. */
  public YamlReader(String schemaResource) {
    this(YamlReader.class, schemaResource);
  }

  /** Binds the file to a record; keys are snake_case in YAML and camelCase in Java. */
  public <T> YamlDocument<T> read(Path file, Class<T> type) {
    JsonNode tree = tree(file);
    Set<ValidationMessage> complaints = schema.validate(tree);
    if (!complaints.isEmpty()) {
      throw LeadhouseException.configuration(
          complaints.stream().map(m -> complaint(file, m)).collect(Collectors.joining("\n")));
    }
    try {
      return new YamlDocument<>(file, tree, MAPPER.treeToValue(tree, type));
    } catch (JsonProcessingException e) {
      throw LeadhouseException.configuration(file + ": " + e.getOriginalMessage());
    }
  }

  private static JsonNode tree(Path file) {
    try {
      JsonNode tree = NODES.readTree(Files.readString(file), InputFormat.YAML);
      if (tree == null || tree.isMissingNode() || tree.isNull()) {
        throw LeadhouseException.configuration(file + ": the file is empty.");
      }
      return tree;
    } catch (NoSuchFileException e) {
      throw LeadhouseException.configuration("No file " + file + ".");
    } catch (IOException e) {
      throw LeadhouseException.configuration("Cannot read " + file + ": " + e);
    } catch (IllegalArgumentException e) {
      // The reader wraps what the parser says of broken YAML.
      if (e.getCause() instanceof JsonProcessingException broken) {
        int line = broken.getLocation() == null ? 0 : broken.getLocation().getLineNr();
        throw LeadhouseException.configuration(
            file + ":" + line + ": not valid YAML: " + broken.getOriginalMessage());
      }
      throw e;
    }
  }

  private String complaint(Path file, ValidationMessage message) {
    JsonNode place = message.getInstanceNode();
    String unknown = message.getProperty();
    if ("additionalProperties".equals(message.getType()) && unknown != null) {
      return YamlDocument.at(file, place.get(unknown))
          + "unknown key '"
          + unknown
          + "'."
          + NearestName.hint(unknown, validKeys(message));
    }
    String where = message.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
    String what = message.getMessage().replaceFirst("^\\$[^:]*: ", "");
    return YamlDocument.at(file, place) + (where.isEmpty() ? "" : where + ": ") + what;
  }

  /** The keys that stand beside {@code additionalProperties: false} in the schema. */
  private List<String> validKeys(ValidationMessage message) {
    String rule = message.getSchemaLocation().getFragment().toString();
    String parent = rule.substring(0, rule.lastIndexOf('/'));
    List<String> keys = new ArrayList<>();
    schema.getSchemaNode().at(parent + "/properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
