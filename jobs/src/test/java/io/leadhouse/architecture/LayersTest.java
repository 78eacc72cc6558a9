package io.leadhouse.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final String[] COMMON = {
    "io.leadhouse.error..",
    "io.leadhouse.concurrent..",
    "io.leadhouse.yaml..",
    "io.leadhouse.model..",
    "io.leadhouse.graph..",
    "io.leadhouse.lock..",
    "io.leadhouse.spark..",
    "io.leadhouse.delta..",
    "io.leadhouse.engine..",
    "io.leadhouse.postgres..",
    "io.leadhouse.run.."
  };
  private static final String[] JOBS = {
    "io.leadhouse.config..",
    "io.leadhouse.house..",
    "io.leadhouse.ingest..",
    "io.leadhouse.files..",
    "io.leadhouse.doctor..",
    "io.leadhouse.publish..",
    "io.leadhouse.restatement..",
    "io.leadhouse.pipeline..",
    "io.leadhouse.models..",
    "io.leadhouse.statistics..",
    "io.leadhouse.simulator..",
    "io.leadhouse.demo..",
    "io.leadhouse.cli.."
  };

  private static final Set<String> IMPURE =
      Set.of(
          "now",
          "systemUTC",
          "systemDefaultZone",
          "currentTimeMillis",
          "nanoTime",
          "current_timestamp",
          "current_date",
          "localtimestamp",
          "rand",
          "randn",
          "uuid",
          "randomUUID",
          "monotonically_increasing_id");

  private final JavaClasses leadhouse =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.leadhouse");

  @Test
  void everyPackageHasItsPlace() {
    String[] all = Stream.of(COMMON, JOBS).flatMap(Arrays::stream).toArray(String[]::new);
    classes().should().resideInAnyPackage(all).check(leadhouse);
  }

  @Test
  void howATableIsMadeKnowsNoVerbAndNoMetric() {
    noClasses()
        .that()
        .resideInAnyPackage(COMMON)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JOBS)
        .check(leadhouse);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching("io.leadhouse.(*)..").should().beFreeOfCycles().check(leadhouse);
  }

  @Test
  void onlyTheEdgeReadsTheClock() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.leadhouse.engine..", "io.leadhouse.models..", "io.leadhouse.simulator..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(leadhouse);
  }

  /** The purity rules look at queries; this is theirs for Java. */
  @Test
  void modelsKnowNeitherClockNorChance() {
    noClasses()
        .that()
        .resideInAnyPackage("io.leadhouse.models..", "io.leadhouse.statistics..")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "reads clock or chance", call -> IMPURE.contains(call.getTarget().getName())))
        .check(leadhouse);
  }

  @Test
  void modelsAreMadeWithoutThePipelineAroundThem() {
    noClasses()
        .that()
        .resideInAPackage("io.leadhouse.models..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.leadhouse.pipeline..", "io.leadhouse.cli..", "io.leadhouse.publish..")
        .check(leadhouse);
  }

  @Test
  void commandsAreTheTopAndNothingKnowsThem() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.leadhouse.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.leadhouse.cli..")
        .check(leadhouse);
  }
}
