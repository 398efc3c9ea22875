package dev.pawl.core.interpreter;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.JobReport;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What makes an execution move. One that names a task attempt which is no longer open changes nothing. */
public sealed interface Event {
  /**
   * Time has passed: what is due fires. Every burst fires timers; this one also tells how the task rows stand.
   *
   * @param taskDue the due time of each open task's row, by its seq
   */
  record Alarm(Map<Integer, Instant> taskDue) implements Event {
    /** Where tasks have no rows: they are due when the state says. */
    public static Alarm of(ExecutionState state) {
      Map<Integer, Instant> due = new HashMap<>();
      for (Frame frame : state.frames()) {
        if (frame.position() instanceof Frame.Position.Running running && running.due() != null) {
          due.put(running.visit().seq(), running.due());
        }
      }
      return new Alarm(due);
    }
  }

  /** A worker has taken an activity's task; its clocks run from here. */
  record ActivityStarted(int seq, int attempt, @Nullable String workerName, Instant deadline,
      Instant due) implements Event {}

  /** A connector's call came back. */
  record CallReturned(int seq, int attempt, Outcome<Payload> outcome) implements Event {}

  /** SendTaskSuccess or SendTaskFailure was accepted for the attempt's token. */
  record Answered(int seq, int attempt, Outcome<Payload> outcome) implements Event {}

  /** The child execution that the attempt waits for has ended. */
  record ChildClosed(int seq, int attempt, ChildEnd end) implements Event {}

  /**
   * A service has said how the job stands that the attempt waits for.
   *
   * @param look which look after it this answers; an answer to an earlier one changes nothing
   */
  record JobReported(int seq, int attempt, int look, JobReport report) implements Event {}

  /**
   * The Map run of a Distributed Map has ended.
   *
   * @param redrives how often it was redriven before; an end of an earlier time changes nothing
   */
  record MapRunClosed(UUID mapRun, int redrives, Outcome<Payload> result) implements Event {}

  /** The worker that made the call is gone, and what became of the call cannot be known. */
  record WorkerLost(int seq, int attempt) implements Event {}

  /** StopExecution. */
  record Stopped(@Nullable String error, @Nullable String cause) implements Event {}
}
