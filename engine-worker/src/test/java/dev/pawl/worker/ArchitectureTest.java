package dev.pawl.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/** The worker knows neither the API nor the web. */
@AnalyzeClasses(packages = "dev.pawl.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule neitherTheApiNorTheWeb = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.api..", "dev.pawl.server..", "org.springframework.web..",
          "jakarta.servlet..");

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
