package io.leadhouse.simulator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.leadhouse.error.LeadhouseException;
import io.leadhouse.error.LeadhouseException.Category;
import java.io.IOException;
import java.io.InputStream;

/** Reads the world that ships with the simulator. */
final class WorldReader {
  private static final String RESOURCE = "world.yml";

  private WorldReader() {}

  static World standard() {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    try (InputStream in = WorldReader.class.getResourceAsStream(RESOURCE)) {
      return mapper.readValue(in, World.class);
    } catch (IOException e) {
      throw new LeadhouseException(
          Category.DEFECT,
          "The simulator's own " + RESOURCE + " cannot be read: " + e.getMessage(),
          e);
    }
  }
}
