package dev.pawl.db;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/** The module knows SQL, and nothing of HTTP. */
@AnalyzeClasses(packages = "dev.pawl.db", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noHttp = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("org.springframework.web..", "org.springframework.http..",
          "jakarta.servlet..", "java.net.http..", "com.sun.net.httpserver..",
          "software.amazon.awssdk..");

  @ArchTest
  static final ArchRule noModuleAboveIt = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.api..", "dev.pawl.worker..", "dev.pawl.server..",
          "dev.pawl.tasks..");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");

  /** The machine's clock may jump: time is the database's, or measured by one that never goes back. */
  @ArchTest
  static final ArchRule nothingHangsOnTheMachinesClock = noClasses().that()
      .doNotHaveSimpleName("Database")
      .should().callMethod(Instant.class, "now")
      .orShould().callMethod(System.class, "currentTimeMillis")
      .orShould().callMethod(InstantSource.class, "system")
      .orShould().dependOnClassesThat().areAssignableTo(Clock.class);
}
