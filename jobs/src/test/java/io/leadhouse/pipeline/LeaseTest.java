package io.leadhouse.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leadhouse.error.LeadhouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  @TempDir private Path folder;

  @Test
  void whoeverIsRefusedLearnsWhoHoldsIt() throws IOException {
    elsewhere(Duration.ofSeconds(30));
    assertThatThrownBy(() -> Lease.take(folder, "run-2"))
        .isInstanceOfSatisfying(
            LeadhouseException.class, e -> assertThat(e.category().exitCode()).isEqualTo(6))
        .hasMessageContaining("run-1 (process 77 on another-machine, since 2026-03-01T00:00:00Z)");
  }

  @Test
  void aProcessThatIsDeadSinceAMinuteHoldsNothing() throws IOException {
    elsewhere(Lease.EXPIRY.plusSeconds(5));
    try (Lease lease = Lease.take(folder, "run-2")) {
      lease.requireHeld();
      assertThat(holder()).contains("run-2");
    }
    assertThat(folder.resolve(Lease.HOLDER)).doesNotExist();
  }

  @Test
  void aProcessOfThisMachineThatWasKilledHoldsNothing() throws Exception {
    Process process = holdInAProcess();
    assertThatThrownBy(() -> Lease.take(folder, "run-2"))
        .hasMessageContaining("held by run-1 (process " + process.pid());
    process.destroyForcibly().waitFor();
    Lease.take(folder, "run-2").close();
  }

  @Test
  void whoeverStoodStillWhileAnotherTookOverLearnsIt() throws IOException {
    try (Lease lease = Lease.take(folder, "run-2")) {
      elsewhere(Duration.ZERO);
      assertThatThrownBy(lease::requireHeld)
          .isInstanceOf(LeadhouseException.class)
          .hasMessageContaining("held by run-1")
          .hasMessageContaining("It took over");
    }
    assertThat(holder()).as("the other's name").contains("run-1");
  }

  @Test
  void whoeverLosesItsNameLearnsIt() throws IOException {
    try (Lease lease = Lease.take(folder, "run-2")) {
      Files.delete(folder.resolve(Lease.HOLDER));
      assertThatThrownBy(lease::requireHeld).hasMessageContaining("was removed");
    }
  }

  @Test
  void whatAKilledBeatHasLeftGoes() throws IOException {
    Files.writeString(folder.resolve(Lease.HOLDER + ".1"), "{}");
    Lease.take(folder, "run-2").close();
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains(Lease.HOLDER));
  }

  @Test
  void whatAKilledCommitHasLeftGoes() throws IOException {
    Path log = Files.createDirectories(folder.resolve("core/lead/_delta_log"));
    Files.writeString(log.resolve("00000000000000000000.json"), "{}");
    Files.writeString(log.resolve(".00000000000000000001.json.6f1c.tmp"), "{");
    Files.writeString(log.resolve("..00000000000000000001.json.6f1c.tmp.crc"), "?");
    elsewhere(Lease.EXPIRY.plusSeconds(5));
    Lease.take(folder, "run-2").close();
    assertThat(log).isDirectoryContaining("glob:**/00000000000000000000.json");
    assertThat(log).isDirectoryNotContaining("glob:**/.*");
  }

  /** Another user of the folder has to be able to say who holds it, and to take it over. */
  @Test
  void whoMayReadTheHolderStaysAsItWas() throws IOException {
    try (Lease lease = Lease.take(folder, "run-2")) {
      var before = Files.getPosixFilePermissions(folder.resolve(Lease.HOLDER));
      lease.touch();
      assertThat(Files.getPosixFilePermissions(folder.resolve(Lease.HOLDER))).isEqualTo(before);
      assertThat(holder()).contains("run-2");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left)
          .extracting(file -> file.getFileName().toString())
          .containsOnly(".leadhouse-lock");
    }
  }

  private String holder() throws IOException {
    return Files.readString(folder.resolve(Lease.HOLDER));
  }

  /** A holder on a machine whose lock this one does not see. */
  private void elsewhere(Duration sinceItsLastBeat) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(Lease.HOLDER),
            "{\"work\": \"run-1\", \"host\": \"another-machine\", \"pid\": 77,"
                + " \"since\": \"2026-03-01T00:00:00Z\"}");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(sinceItsLastBeat)));
  }

  private Process holdInAProcess() throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Holding.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("held");
    return process;
  }

  /** Holds the folder that it is told until it is killed. */
  static final class Holding {
    private Holding() {}

    public static void main(String[] arguments) throws Exception {
      Lease lease = Lease.take(Path.of(arguments[0]), "run-1");
      System.out.println("held");
      Thread.sleep(Duration.ofMinutes(5).toMillis());
      lease.close();
    }
  }
}
