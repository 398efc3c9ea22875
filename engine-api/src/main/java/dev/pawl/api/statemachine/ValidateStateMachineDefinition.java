package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.Diagnostic;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.core.parser.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a definition, without creating anything. It judges the language only: what this
 * build cannot run yet is for CreateStateMachine to refuse.
 */
final class ValidateStateMachineDefinition implements Operation {
  private static final int MOST_RESULTS = 100;

  private final ApiSettings settings;

  ValidateStateMachineDefinition(ApiSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "ValidateStateMachineDefinition";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    MachineType type = request.optionalText("type")
        .map(MachineType::valueOf)
        .orElse(MachineType.STANDARD);
    Severity least = request.optionalText("severity")
        .map(Severity::valueOf)
        .orElse(Severity.ERROR);
    int most = request.integer("maxResults").filter(count -> count > 0).orElse(MOST_RESULTS);
    ParseResult result = parse(request.text("definition"), type, least);
    List<Diagnostic> found = switch (result) {
      case ParseResult.Valid valid -> valid.warnings();
      case ParseResult.Invalid invalid -> invalid.diagnostics();
    };
    List<Diagnostic> asked = found.stream()
        .filter(diagnostic -> diagnostic.severity().compareTo(least) <= 0)
        .toList();
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("result", result instanceof ParseResult.Valid ? "OK" : "FAIL");
    answer.put("diagnostics",
        asked.stream().limit(most).map(ValidateStateMachineDefinition::tree).toList());
    answer.put("truncated", asked.size() > most);
    return answer;
  }

  private ParseResult parse(String definition, MachineType type, Severity least) {
    return least == Severity.WARNING && !settings.strictValidation()
        ? DefinitionParser.parseAndAdvise(definition, type)
        : DefinitionParser.parse(definition, type);
  }

  private static Map<String, @Nullable Object> tree(Diagnostic diagnostic) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("severity", diagnostic.severity().name());
    tree.put("code", diagnostic.code());
    tree.put("message", diagnostic.message());
    if (!diagnostic.location().isEmpty()) {
      tree.put("location", diagnostic.location());
    }
    return tree;
  }
}
