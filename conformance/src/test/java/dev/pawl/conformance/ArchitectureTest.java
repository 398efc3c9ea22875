package dev.pawl.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pawl.conformance", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule recordingsAreReplayedByTheEngineNotByAnInterpreterOfOurOwn = noClasses()
      .should().dependOnClassesThat()
      .haveFullyQualifiedName("dev.pawl.core.interpreter.Interpreter");

  @ArchTest
  static final ArchRule sqlIsElsewhere = noClasses()
      .should().dependOnClassesThat().resideInAPackage("java.sql..");
}
