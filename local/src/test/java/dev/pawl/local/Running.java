package dev.pawl.local;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.Payload;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.local.mock.MockFile;
import dev.pawl.local.mock.MockPlan;
import dev.pawl.local.mock.Mocks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Runs definitions for tests, in virtual time. */
record Running(StateMachine definition, MachineType type, MockPlan mocks, Outside outside) {
  static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  static Running of(String definition) {
    return of(definition, MachineType.STANDARD);
  }

  static Running of(String definition, MachineType type) {
    return switch (DefinitionParser.parse(definition, type)) {
      case ParseResult.Valid valid ->
        new Running(valid.machine(), type, MockPlan.NONE, Outside.NONE);
      case ParseResult.Invalid invalid -> throw new IllegalArgumentException(invalid.message());
    };
  }

  Running mocked(String file) {
    return new Running(definition, type,
        MockFile.parse(file).plan(definition, Optional.empty(), Optional.empty()), outside);
  }

  Running reaching(Outside services) {
    return new Running(definition, type, mocks, services);
  }

  LocalRun begin(Mocks answers, LocalClock clock, RunListener listener) {
    return new LocalRun(new LocalMachine(definition, type, "tested", "us-east-1", "123456789012"),
        new LocalRun.Parts(answers, outside, clock, new SplittableRandom(1), Limits.DEFAULT),
        listener);
  }

  LocalResult run(String input) throws InterruptedException {
    return begin(mocks.begin(), LocalClock.skippingWaits(InstantSource.fixed(BEGINNING)),
        RunListener.NONE).run(Optional.empty(), Payload.parse(input));
  }

  static List<String> types(LocalResult result) {
    return result.history().stream().map(HistoryEvent::type).map(Enum::name).toList();
  }
}
