package dev.pawl.tasks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Connectors call services, and know nothing of SQL or leases. */
@AnalyzeClasses(packages = "dev.pawl.tasks", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule noSql = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..",
          "org.springframework.jdbc..", "com.zaxxer..");

  @ArchTest
  static final ArchRule noModuleBesideOrAboveIt = noClasses().should().dependOnClassesThat()
      .resideInAnyPackage("dev.pawl.db..", "dev.pawl.api..", "dev.pawl.worker..",
          "dev.pawl.server..");

  @ArchTest
  static final ArchRule namesSayWhatAClassIs = noClasses().should()
      .haveNameMatching(".*(Util|Utils|Helper|Manager)");
}
