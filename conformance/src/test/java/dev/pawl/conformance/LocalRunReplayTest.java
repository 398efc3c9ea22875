package dev.pawl.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.core.task.Resource;
import dev.pawl.local.LocalClock;
import dev.pawl.local.LocalMachine;
import dev.pawl.local.LocalResult;
import dev.pawl.local.LocalRun;
import dev.pawl.local.NotLocalException;
import dev.pawl.local.Outside;
import dev.pawl.local.RunListener;
import dev.pawl.local.mock.MockFile;
import dev.pawl.local.mock.Mocks;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What runs in memory gives the events that AWS gave, as the engine does. */
class LocalRunReplayTest {
  private static final Path RECORDINGS = Path.of("../../shared/conformance/cases").normalize();

  /** Where a run in memory differs, and why it may. */
  private static final Map<String, String> REASONS = Map.of();

  @Test
  void recordedExecutionsHaveTheSameEventsInMemory() throws Exception {
    assumeTrue(Files.isDirectory(RECORDINGS), "there are no recordings beside the repository");
    Map<String, String> different = new LinkedHashMap<>();
    Map<String, String> left = new LinkedHashMap<>();
    int same = 0;
    for (RecordedCase recorded : RecordedCase.all(RECORDINGS, (_, _) -> {})) {
      if (!recorded.isExecution() || !recorded.isWhole()
          || !recorded.part("expected").containsKey("events")
          || recorded.eventOrder().equals("parallel-sorted")
          || KnownDifferences.ofBuild().reason(recorded.id()).isPresent()) {
        continue;
      }
      try {
        Optional<String> difference = difference(recorded, run(recorded,
            _ -> new RecordedMocks(recorded, new Comparison(recorded.part("tokens")))));
        if (difference.isEmpty()) {
          same++;
        } else {
          different.put(recorded.id(), difference.get());
        }
      } catch (NotLocalException e) {
        left.put(recorded.id(), String.valueOf(e.getMessage()));
      }
    }
    System.out.printf("local runs: %d recordings with the same events, %d different, %d need what"
        + " a local run has not%n", same, different.size(), left.size());
    left.forEach((id, why) -> System.out.println("  not local: " + id + ": " + why));

    assertThat(same).isPositive();
    different.keySet().removeAll(REASONS.keySet());
    assertThat(different).isEmpty();
    assertThat(left).hasSizeLessThan(10);
  }

  @Test
  void recordingsWithMocksOfStepFunctionsLocalHaveTheSameEventsByAMockConfiguration()
      throws Exception {
    Path folder = RECORDINGS.resolve("local_mocking");
    assumeTrue(Files.isDirectory(folder), "there are no recordings beside the repository");
    List<RecordedCase> mocked = RecordedCase.all(folder, (_, _) -> {}).stream()
        .filter(RecordedCase::isExecution).filter(RecordedCase::isWhole)
        .filter(recorded -> !recorded.mocks().isEmpty()).toList();
    assertThat(mocked).isNotEmpty();

    for (RecordedCase recorded : mocked) {
      Comparison comparison = new Comparison(recorded.part("tokens"));
      String file = Json.write(configuration(recorded, comparison));
      Optional<String> difference = difference(recorded, run(recorded, definition -> MockFile
          .parse(file).plan(definition, Optional.empty(), Optional.empty()).begin()));
      assertThat(difference).as(recorded.id()).isEmpty();
    }
  }

  /** What its user would have written for Step Functions Local. */
  private static Map<String, Object> configuration(RecordedCase recorded, Comparison comparison) {
    Map<String, Object> states = new LinkedHashMap<>();
    Map<String, Map<String, Object>> responses = new LinkedHashMap<>();
    for (Map<String, Object> answer : recorded.mocks()) {
      String state = RecordedCase.text(answer, "state");
      states.put(state, "of " + state);
      Map<String, Object> numbered = responses.computeIfAbsent("of " + state,
          _ -> new LinkedHashMap<>());
      Map<String, Object> outcome = RecordedCase.object(answer.get("outcome"));
      Map<String, @Nullable Object> response = new LinkedHashMap<>();
      if ("succeeded".equals(outcome.get("type"))) {
        response.put("Return", comparison.instantiate(outcome.get("output")));
      } else {
        response.put("Throw", Map.of("Error", RecordedCase.text(outcome, "error"), "Cause",
            String.valueOf(outcome.get("cause"))));
      }
      numbered.put(String.valueOf(numbered.size()), response);
    }
    return Map.of("StateMachines", Map.of("m", Map.of("TestCases", Map.of("t", states))),
        "MockedResponses", responses);
  }

  private static Optional<String> difference(RecordedCase recorded, LocalResult result) {
    List<Map<String, Object>> expected = RecordedCase
        .objects(recorded.part("expected").get("events"));
    List<String> wanted = new ArrayList<>(
        expected.stream().map(event -> String.valueOf(event.get("type"))).toList());
    List<String> got = new ArrayList<>(
        result.history().stream().map(HistoryEvent::type).map(Enum::name).toList());
    if (!recorded.eventOrder().equals("strict")) {
      wanted.sort(null);
      got.sort(null);
    }
    return wanted.equals(got)
        ? Optional.empty()
        : Optional.of("expected " + wanted + " and got " + got + Optional
            .ofNullable(result.error()).map(StatesError::toString).orElse(""));
  }

  private static LocalResult run(RecordedCase recorded, Function<StateMachine, Mocks> mocks)
      throws InterruptedException {
    MachineType type = recorded.isExpress() ? MachineType.EXPRESS : MachineType.STANDARD;
    ParseResult.Valid parsed = (ParseResult.Valid) DefinitionParser.parse(recorded.definition(),
        type);
    Object input = recorded.part("execution").get("input");
    Object name = recorded.part("execution").get("name");
    return new LocalRun(
        new LocalMachine(parsed.machine(), type,
            RecordedCase.text(recorded.part("stateMachine"), "name"), "us-east-1",
            "111111111111"),
        new LocalRun.Parts(mocks.apply(parsed.machine()), objects(recorded),
            LocalClock.skippingWaits(InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"))),
            new SplittableRandom(1), Limits.DEFAULT),
        RunListener.NONE)
        .run(Optional.ofNullable(name).map(String::valueOf),
            input == null ? Payload.EMPTY_OBJECT : Payload.parse(String.valueOf(input)));
  }

  private static Outside objects(RecordedCase recorded) {
    RecordedObjects objects = new RecordedObjects(recorded);
    return new Outside() {
      @Override
      public Optional<Connector> connector(Resource resource) {
        return Optional.empty();
      }

      @Override
      public Optional<ObjectStore> objects() {
        return Optional.of(objects);
      }
    };
  }
}
