package io.leadhouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {
  @Test
  void thisProcessTakesMoreThanNothing() throws InterruptedException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "only Linux tells resident memory");
    Instant from = Instant.now();
    try (PeakMemory memory = PeakMemory.ofProcess(ProcessHandle.current())) {
      Thread.sleep(300);

      assertThat(memory.peakMb(from, Instant.now())).isGreaterThan(10);
    }
  }
}
