package dev.pawl.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/** The API knows neither the worker nor the AWS SDK. */
@AnalyzeClasses(packages = "dev.pawl.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule neitherTheWorkerNorConnectors = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.worker..", "dev.pawl.tasks..", "dev.pawl.server..");

  @ArchTest
  static final ArchRule noSdk = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("software.amazon..");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");

  /** The machine's clock may jump: time is the database's, or measured by one that never goes back. */
  @ArchTest
  static final ArchRule nothingHangsOnTheMachinesClock = noClasses()
      .should().callMethod(Instant.class, "now")
      .orShould().callMethod(System.class, "currentTimeMillis")
      .orShould().callMethod(InstantSource.class, "system")
      .orShould().dependOnClassesThat().areAssignableTo(Clock.class);
}
