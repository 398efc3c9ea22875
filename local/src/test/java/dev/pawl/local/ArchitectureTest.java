package dev.pawl.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** A local run needs no node and no database, and gets time and chance from whoever starts it. */
@AnalyzeClasses(packages = "dev.pawl.local", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noNode = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.db..", "dev.pawl.api..", "dev.pawl.worker..",
          "dev.pawl.server..", "dev.pawl.cli..", "java.sql..", "org.springframework..");

  @ArchTest
  static final ArchRule noClock = noClasses().should().callMethod(Instant.class, "now")
      .orShould().callMethod(System.class, "nanoTime")
      .orShould().callMethod(System.class, "currentTimeMillis")
      .orShould().callMethod(Clock.class, "systemUTC");

  @ArchTest
  static final ArchRule noChance = noClasses().should().dependOnClassesThat()
      .haveFullyQualifiedName("java.util.Random");

  @ArchTest
  static final ArchRule mocksKnowNoRun = noClasses().that().resideInAPackage("dev.pawl.local.mock")
      .should().dependOnClassesThat().resideInAPackage("dev.pawl.local");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");
}
