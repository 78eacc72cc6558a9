package io.leadhouse.files;

import io.leadhouse.model.FileKind;
import io.leadhouse.model.WarehouseReader;
import io.leadhouse.testing.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A drop folder of a test, over the kinds of the reference pack. */
final class Drop {
  static final Map<String, FileKind> KINDS =
      new WarehouseReader(Project.sql()).read("crm").pack().files();

  /** Reads {@code google*.csv} with the columns day, campaign and cost. */
  static final String GOOGLE =
      """
      kind: ad_spend
      files: "google*.csv"
      columns: {day: Day, campaign_id: Campaign, amount: Cost}
      constants: {organization_id: "1", channel: google, currency: EUR}
      """;

  final Path folder;

  /** A clock by which every file was written long ago. */
  final Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

  Drop(Path folder) {
    this.folder = folder;
  }

  Drop mapping(String name, String yaml) {
    file(name + ".yml", yaml);
    return this;
  }

  Path file(String name, String text) {
    return file(name, text, StandardCharsets.UTF_8);
  }

  Path file(String name, String text, Charset charset) {
    return file(name, text.getBytes(charset));
  }

  Path file(String name, byte[] bytes) {
    try {
      Files.createDirectories(folder);
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FilesResult check() {
    return FileCheck.run(folder, KINDS, List.of(), later);
  }

  /** The one file that is there. */
  FileReport report() {
    FilesResult result = check();
    if (result.read().size() != 1) {
      throw new AssertionError("Not one file was read: " + result);
    }
    return result.read().get(0);
  }

  /** The one refusal. */
  String refusal() {
    FilesResult result = check();
    if (!result.read().isEmpty() || result.refused().size() != 1) {
      throw new AssertionError("Not one file was refused: " + result);
    }
    return result.refused().get(0).message();
  }
}
