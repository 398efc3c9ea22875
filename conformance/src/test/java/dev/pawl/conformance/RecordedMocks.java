package dev.pawl.conformance;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.local.mock.Mocked;
import dev.pawl.local.mock.MockedCall;
import dev.pawl.local.mock.Mocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The recorded answers of one case, for a run in memory. Each is used once. */
final class RecordedMocks implements Mocks {
  private static final Set<String> FAILURES = Set.of("failed", "submitFailed", "startFailed",
      "scheduleFailed");

  private final Comparison comparison;
  private final List<Map<String, Object>> unused;

  RecordedMocks(RecordedCase recorded, Comparison comparison) {
    this.comparison = comparison;
    this.unused = new ArrayList<>(recorded.mocks());
  }

  @Override
  public Optional<Mocked> next(MockedCall call) {
    if (call.resource().isEmpty()) {
      return Optional.empty();
    }
    Optional<Map<String, Object>> found = unused.stream()
        .filter(answer -> call.state().equals(answer.get("state"))
            && call.mapIndexPath().equals(path(answer)))
        .findFirst()
        .or(() -> unused.stream()
            .filter(answer -> answer.get("state") == null
                || (call.state().equals(answer.get("state"))
                    && path(answer).size() != call.mapIndexPath().size()))
            .filter(answer -> comparison.matches(parameters(answer), call.parameters().text()))
            .findFirst());
    found.ifPresent(unused::remove);
    return found.map(answer -> {
      comparison.difference(parameters(answer), call.parameters().text());
      return mocked(answer);
    });
  }

  private static @Nullable Object parameters(Map<String, Object> answer) {
    return answer.containsKey("parameters") ? answer.get("parameters") : answer.get("input");
  }

  private static List<Integer> path(Map<String, Object> answer) {
    return answer.get("mapIndexPath") instanceof List<?> path
        ? path.stream().map(index -> ((Number) index).intValue()).toList()
        : List.of();
  }

  private Mocked mocked(Map<String, Object> answer) {
    Optional<Payload> submitted = answer.get("submitted") instanceof Map<?, ?> first
        ? Optional.of(payload(first.get("output")))
        : Optional.empty();
    Map<String, Object> outcome = RecordedCase.object(answer.get("outcome"));
    String type = RecordedCase.text(outcome, "type");
    if (type.equals("succeeded")) {
      return new Mocked.Answer(submitted, Outcome.ok(payload(outcome.get("output"))));
    }
    return FAILURES.contains(type)
        ? new Mocked.Answer(submitted, Outcome.failed(error(outcome)))
        : new Mocked.Silence(submitted);
  }

  private Payload payload(@Nullable Object output) {
    Object value = comparison.instantiate(output);
    return value instanceof String text ? Payload.ofText(text) : Payload.of(value);
  }

  private StatesError error(Map<String, Object> outcome) {
    Object cause = comparison.instantiate(
        outcome.containsKey("causeText") ? outcome.get("causeText") : outcome.get("cause"));
    return new StatesError((String) comparison.instantiate(outcome.get("error")),
        cause == null || cause instanceof String ? (String) cause : Json.write(cause));
  }
}
