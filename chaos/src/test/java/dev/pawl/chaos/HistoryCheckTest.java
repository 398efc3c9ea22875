package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.ExecutionKind;
import dev.pawl.core.json.Payload;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HistoryCheckTest {
  private static final Instant T = Instant.parse("2026-11-22T10:00:00Z");
  private static final Payload DATA = Payload.ofText("{\"n\":1}");

  /** An execution of the stop workflow that was not stopped: it waits for 20 s. */
  private static List<HistoryEvent> history() {
    return new ArrayList<>(List.of(
        event(1, 0, 0, HistoryEventType.ExecutionStarted,
            new EventDetails.ExecutionStarted(DATA, "role", null, null)),
        event(2, 0, 0, HistoryEventType.WaitStateEntered,
            new EventDetails.StateEntered("Hold", DATA)),
        event(3, 2, 20, HistoryEventType.WaitStateExited,
            new EventDetails.StateExited("Hold", DATA, null)),
        event(4, 3, 20, HistoryEventType.ExecutionSucceeded, new EventDetails.Output(DATA))));
  }

  private static HistoryEvent event(int id, int previous, int second, HistoryEventType type,
      EventDetails details) {
    return new HistoryEvent(id, previous, T.plusSeconds(second), type, details);
  }

  private static Findings check(List<HistoryEvent> events, Instant committedAt, String status) {
    var parsed = (ParseResult.Valid) DefinitionParser.parse(Workflow.STOP.definition(),
        MachineType.STANDARD);
    var execution = new Execution(new UUID(1, 2), 0, "arn", "name", "role", "machine", "stop",
        "us-east-1", DATA, T, ExecutionKind.STANDARD);
    var segments = List.of(
        new Stored.Segment(1, 2, events.subList(0, 2), T),
        new Stored.Segment(3, events.size(), events.subList(2, events.size()), committedAt));
    var findings = new Findings();
    new HistoryCheck(new Stored("stop", parsed.machine(), execution, status,
        T.plusSeconds(20), DATA, null, null, segments, null, 0, Map.of(), 0), findings).run();
    return findings;
  }

  private static List<Verdict> red(Findings findings) {
    return findings.violations().stream().map(Findings.Violation::verdict).distinct().toList();
  }

  @Test
  void aSoundExecutionIsGreen() {
    Findings findings = check(history(), T.plusSeconds(20), "SUCCEEDED");

    assertThat(findings.violations()).isEmpty();
    assertThat(findings.counted(Verdict.V4, "timers")).isEqualTo(1);
  }

  @Test
  void aNumberThatIsThereTwiceIsFound() {
    List<HistoryEvent> events = history();
    events.set(2, event(2, 1, 20, HistoryEventType.WaitStateExited,
        new EventDetails.StateExited("Hold", DATA, null)));

    assertThat(red(check(events, T.plusSeconds(20), "SUCCEEDED"))).containsExactly(Verdict.V2);
  }

  @Test
  void anEventAfterTheEndIsFound() {
    List<HistoryEvent> events = history();
    events.add(event(5, 4, 21, HistoryEventType.ExecutionSucceeded,
        new EventDetails.Output(DATA)));

    assertThat(red(check(events, T.plusSeconds(21), "SUCCEEDED"))).containsExactly(Verdict.V2);
  }

  @Test
  void anotherStatusThanTheHistorysIsFound() {
    assertThat(red(check(history(), T.plusSeconds(20), "FAILED"))).containsExactly(Verdict.V3);
  }

  @Test
  void anEarlyEventIsFound() {
    List<HistoryEvent> events = history();
    events.set(2, event(3, 2, 19, HistoryEventType.WaitStateExited,
        new EventDetails.StateExited("Hold", DATA, null)));

    assertThat(red(check(events, T.plusSeconds(20), "SUCCEEDED"))).containsExactly(Verdict.V4);
  }

  @Test
  void anEarlyCommitIsFoundWhateverTheEventSays() {
    assertThat(red(check(history(), T.plusSeconds(19), "SUCCEEDED"))).containsExactly(Verdict.V4);
  }
}
