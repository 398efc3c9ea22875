package dev.pawl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Commands know the language and the API, and nothing of how a node works. */
@AnalyzeClasses(packages = "dev.pawl.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noNode = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.db..", "dev.pawl.api..", "dev.pawl.worker..",
          "dev.pawl.tasks..", "dev.pawl.server..", "java.sql..", "org.springframework..");

  @ArchTest
  static final ArchRule onlyRemoteCommandsAskAService = noClasses().that()
      .resideOutsideOfPackage("dev.pawl.cli.remote").should().dependOnClassesThat()
      .resideInAnyPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");
}
