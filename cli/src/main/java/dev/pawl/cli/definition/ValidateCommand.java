package dev.pawl.cli.definition;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.FileText;
import dev.pawl.cli.Output;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.Diagnostic;
import dev.pawl.core.parser.ParseResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks definitions without a service. */
@Command(name = "validate", mixinStandardHelpOptions = true, description = "Checks definitions as ValidateStateMachineDefinition does, with Pawl's warnings.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:all can run", "1:one has errors, or with --strict warnings"})
public final class ValidateCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Definitions; - reads the standard input.")
  private List<String> files = List.of();

  @Option(names = "--type", paramLabel = "TYPE", defaultValue = "STANDARD", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private MachineType type = MachineType.STANDARD;

  @Option(names = "--strict", description = "Warnings count as errors.")
  private boolean strict;

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    boolean isFine = true;
    List<Map<String, @Nullable Object>> documents = new ArrayList<>();
    for (String file : files) {
      ParseResult result = DefinitionParser.parseAndAdvise(FileText.read(file), type);
      List<Diagnostic> found = switch (result) {
        case ParseResult.Valid valid -> valid.warnings();
        case ParseResult.Invalid invalid -> invalid.diagnostics();
      };
      boolean isValid = result instanceof ParseResult.Valid;
      isFine &= isValid && (found.isEmpty() || !strict);
      if (output.isJson()) {
        documents.add(document(file, isValid, found));
      } else {
        found.forEach(diagnostic -> output.line(line(file, diagnostic)));
        if (isValid) {
          output.line(file + ": valid");
        }
      }
    }
    if (output.isJson()) {
      output.json(Map.of("files", documents));
    }
    return isFine ? ExitCodes.OK : ExitCodes.NO;
  }

  private static String line(String file, Diagnostic diagnostic) {
    return "%s: %s %s%s: %s".formatted(file, diagnostic.severity().name().toLowerCase(Locale.ROOT),
        diagnostic.code(),
        diagnostic.location().isEmpty() ? "" : " at " + diagnostic.location(),
        diagnostic.message());
  }

  private static Map<String, @Nullable Object> document(String file, boolean isValid,
      List<Diagnostic> found) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("file", file);
    document.put("result", isValid ? "OK" : "FAIL");
    document.put("diagnostics", found.stream().map(ValidateCommand::document).toList());
    return document;
  }

  private static Map<String, @Nullable Object> document(Diagnostic diagnostic) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("severity", diagnostic.severity().name());
    document.put("code", diagnostic.code());
    document.put("message", diagnostic.message());
    document.put("location", diagnostic.location());
    return document;
  }
}
