package dev.pawl.junit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Users' tests get a local run, and nothing of a node or of an assertion library. */
@AnalyzeClasses(packages = "dev.pawl.junit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noNode = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.db..", "dev.pawl.api..", "dev.pawl.worker..",
          "dev.pawl.tasks..", "dev.pawl.server..", "dev.pawl.cli..", "java.sql..",
          "org.springframework..", "org.assertj..");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");
}
