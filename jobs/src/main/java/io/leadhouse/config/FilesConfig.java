package io.leadhouse.config;

import java.nio.file.Path;

/**
 * Where CSV files are dropped.
 *
 * @param folder holds the files and their mappings; relative to the configuration file
 */
public record FilesConfig(Path folder) {}
