package io.leadhouse.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  @TempDir private Path parent;

  @Test
  void theNextProcessRemovesWhatAKilledOneLeaves() throws Exception {
    Process process = start();
    Path spilled = spill(process);

    Path first = ScratchFolder.make(parent);
    assertThat(spilled).as("of a process that lives").exists();

    process.destroyForcibly().waitFor();
    Path second = ScratchFolder.make(parent);
    try (Stream<Path> left = Files.list(parent)) {
      assertThat(left)
          .containsExactlyInAnyOrder(
              first, Path.of(first + ".lock"), second, Path.of(second + ".lock"));
    }
  }

  @Test
  void aProcessThatEndsLeavesNothing() throws Exception {
    Process process = start();
    assertThat(spill(process)).exists();
    process.getOutputStream().close();
    process.waitFor();
    assertThat(parent).isEmptyDirectory();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holding.class.getName(),
                parent.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path spill(Process process) throws IOException {
    Path folder = Path.of(process.inputReader().readLine());
    return Files.writeString(Files.createDirectory(folder.resolve("blocks")).resolve("1"), "rows");
  }

  /** Has a folder until its input ends. */
  static final class Holding {
    private Holding() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println(ScratchFolder.make(Path.of(arguments[0])));
      var unused = System.in.read();
    }
  }
}
