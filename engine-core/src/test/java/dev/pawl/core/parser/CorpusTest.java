package dev.pawl.core.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Definitions that people have deployed must parse, whatever the language's text says about them. */
class CorpusTest {

  @Test
  void everyPublishedDefinitionParses() {
    List<Path> files = SharedFiles.under("corpus");
    List<String> refused = new ArrayList<>();

    for (Path file : files) {
      String definition = filled(SharedFiles.read(file));
      if (DefinitionParser.parse(definition,
          MachineType.STANDARD) instanceof ParseResult.Invalid invalid) {
        refused.add(file.getFileName() + ": " + invalid.message());
      }
    }

    assertThat(refused).isEmpty();
    assertThat(files).hasSizeGreaterThanOrEqualTo(100);
  }

  @Test
  void everyPublishedDefinitionComesBackFromPrintingAsItWas() {
    for (Path file : SharedFiles.under("corpus")) {
      Parsed.assertComesBack(filled(SharedFiles.read(file)), MachineType.STANDARD,
          file.toString());
    }
  }

  /** Deployment tools fill placeholders in before the service sees the definition. */
  private static String filled(String text) {
    return text
        .replaceAll("\"Resource\"\\s*:\\s*\"\\$\\{[^}]*}\"",
            "\"Resource\": \"arn:aws:lambda:us-east-1:111111111111:function:f\"")
        .replaceAll("\\$\\{[^}]*}", "value");
  }
}
