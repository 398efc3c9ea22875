package dev.pawl.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** The core is a library of pure functions. */
@AnalyzeClasses(packages = "dev.pawl.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** They bound an evaluation by the time and memory that it takes, which only the machine can tell. */
  private static final String GUARDS = "dev\\.pawl\\.core\\.expression\\.Evaluation(Guard|Allowance)(\\$.*)?";

  @ArchTest
  static final ArchRule noFrameworkNoDatabaseNoSdkNoLogging = noClasses().should()
      .dependOnClassesThat()
      .resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..", "org.postgresql..",
          "software.amazon..", "org.slf4j..", "java.util.logging..", "java.net.http..");

  @ArchTest
  static final ArchRule noClock = noClasses().that().haveNameNotMatching(GUARDS)
      .should().callMethod(Instant.class, "now")
      .orShould().callMethod(System.class, "currentTimeMillis")
      .orShould().callMethod(System.class, "nanoTime")
      .orShould().dependOnClassesThat().areAssignableTo(Clock.class);

  @ArchTest
  static final ArchRule noThread = noClasses().that().haveNameNotMatching(GUARDS)
      .should().dependOnClassesThat().areAssignableTo(Thread.class)
      .orShould().dependOnClassesThat().areAssignableTo(Executor.class);

  /** A {@code Random} with a seed is a function; one without is chance. */
  @ArchTest
  static final ArchRule noChance = noClasses().should().callConstructor(Random.class)
      .orShould().callMethod(UUID.class, "randomUUID")
      .orShould().callMethod(Math.class, "random")
      .orShould().dependOnClassesThat().areAssignableTo(ThreadLocalRandom.class)
      .orShould().dependOnClassesThat().areAssignableTo(java.security.SecureRandom.class);

  @ArchTest
  static final ArchRule packagesHaveNoCycles = slices().matching("dev.pawl.core.(*)..").should()
      .beFreeOfCycles();

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");
}
