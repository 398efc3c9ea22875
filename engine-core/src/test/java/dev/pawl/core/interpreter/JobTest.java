package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.JobReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks that wait for a job of another service. */
final class JobTest {
  private static final String GLUE = "'arn:aws:states:::glue:startJobRun.sync'";
  private static final String TASK = "'A': {'Type': 'Task', 'Resource': " + GLUE
      + ", 'Parameters': {'JobName': 'j'}, 'End': true";
  private static final long SECOND = 1_000;

  private static TestRun begun(String more) {
    return TestRun.of(TASK + more + "}", "{}").succeed("A", "{'JobRunId': 'r1'}");
  }

  private static Optional<Effect.LookAfterJob> look(TestRun run) {
    return run.effects().stream().filter(Effect.LookAfterJob.class::isInstance)
        .map(Effect.LookAfterJob.class::cast).findFirst();
  }

  private static Event reported(TestRun run, int look, JobReport report) {
    Frame.Position.Running running = run.running("A");
    return new Event.JobReported(running.visit().seq(), running.attempt(), look, report);
  }

  private static JobReport ended(String output) {
    return new JobReport.Ended(Outcome.ok(Payload.ofText(TestRun.json(output))));
  }

  @Test
  void theFirstLookIsSoonAndKnowsTheJob() {
    TestRun run = begun("");

    assertThat(run.types()).endsWith("TaskScheduled", "TaskStarted", "TaskSubmitted");
    assertThat(run.wakesIn()).isBetween(800L, 1_200L);
    Effect.LookAfterJob look = look(run.after(run.wakesIn())).orElseThrow();
    assertThat(look.job().parameters().text()).isEqualTo("{\"JobName\":\"j\"}");
    assertThat(look.job().begunWith().text()).isEqualTo("{\"JobRunId\": \"r1\"}");
    assertThat(look.job().looks()).isEqualTo(1);
  }

  @Test
  void looksBecomeRarerAndLeaveNoEvents() {
    TestRun run = begun("");
    int events = run.types().size();
    long last = 0;

    for (int look = 1; look <= 20; look++) {
      last = run.wakesIn();
      run.after(last).apply(reported(run, look, new JobReport.Running()));
    }

    assertThat(last).isBetween(48 * SECOND, 72 * SECOND);
    assertThat(run.types()).hasSize(events);
  }

  @Test
  void theEndOfTheJobIsThatOfTheTask() {
    TestRun run = begun("");
    run.after(run.wakesIn()).apply(reported(run, 1, ended("{'JobRunState': 'SUCCEEDED'}")));

    assertThat(run.result()).isEqualTo("{'JobRunState': 'SUCCEEDED'}");
    assertThat(run.openTasks()).isEmpty();
  }

  @Test
  void aFailedJobCanBeCaughtAndRetried() {
    TestRun run = begun(", 'Retry': [{'ErrorEquals': ['States.TaskFailed'], 'IntervalSeconds': 5,"
        + " 'MaxAttempts': 1}]");
    run.after(run.wakesIn()).apply(reported(run, 1, new JobReport.Ended(Outcome.failed(
        new StatesError(StatesError.TASK_FAILED, "{}")))));

    assertThat(run.types()).endsWith("TaskFailed");
    assertThat(run.wakesIn()).isEqualTo(5 * SECOND);
    run.after(5 * SECOND).succeed("A", "{'JobRunId': 'r2'}");
    Effect.LookAfterJob look = look(run.after(run.wakesIn())).orElseThrow();
    assertThat(look.attempt()).isEqualTo(1);
    assertThat(look.job().looks()).isEqualTo(1);
  }

  @Test
  void aLookWhoseReportIsLostIsRepeatedAndItsLateReportChangesNothing() {
    TestRun run = begun("");
    run.after(run.wakesIn());
    assertThat(run.wakesIn()).isEqualTo(60 * SECOND);

    assertThat(look(run.after(60 * SECOND))).isPresent();
    run.apply(reported(run, 1, ended("{}")));
    assertThat(run.result()).isEqualTo("OPEN");
    run.apply(reported(run, 2, ended("{'late': false}")));
    assertThat(run.result()).isEqualTo("{'late': false}");
  }

  @Test
  void aTimeoutStopsTheJob() {
    TestRun run = begun(", 'TimeoutSeconds': 3");
    run.after(3 * SECOND);

    assertThat(run.result()).startsWith("FAILED States.Timeout");
    assertThat(run.effects()).filteredOn(Effect.StopJob.class::isInstance)
        .singleElement()
        .satisfies(effect -> assertThat(((Effect.StopJob) effect).job()).isNotNull());
    assertThat(look(run)).isEmpty();
  }

  @Test
  void aStopStopsTheJob() {
    TestRun run = begun("").apply(new Event.Stopped("E", "c"));

    assertThat(run.effects()).filteredOn(Effect.StopJob.class::isInstance).hasSize(1);
  }

  @Test
  void theTokenEndsTheWatch() {
    TestRun run = begun("").answer("A", "{'by': 'token'}");

    assertThat(run.result()).isEqualTo("{'by': 'token'}");
    assertThat(run.effects()).noneMatch(Effect.StopJob.class::isInstance);
  }

  @Test
  void aBranchThatFailsStopsTheJobOfAnother() {
    TestRun run = TestRun.ofMachine(
        "{'StartAt': 'P', 'States': {'P': {'Type': 'Parallel', 'End': true, 'Branches': ["
            + "{'StartAt': 'A', 'States': {" + TASK
            + "}}}, {'StartAt': 'B', 'States': {'B': {'Type':"
            + " 'Task', 'Resource': " + TestRun.SERVICE + ", 'End': true}}}]}}}",
        "{}", Limits.DEFAULT, 1);
    run.succeed("A", "{'JobRunId': 'r1'}").fail("B", "E", "c");

    assertThat(run.result()).startsWith("FAILED E");
    assertThat(run.effects()).filteredOn(Effect.StopJob.class::isInstance)
        .extracting(effect -> ((Effect.StopJob) effect).job())
        .extracting(job -> job == null ? List.of() : List.of(job.begunWith().text()))
        .containsExactly(List.of("{\"JobRunId\": \"r1\"}"));
  }

  @Test
  void aChildExecutionIsNotLookedAfter() {
    TestRun run = TestRun.of("'A': {'Type': 'Task', 'Resource': "
        + "'arn:aws:states:::states:startExecution.sync:2', 'Parameters': {'StateMachineArn': 'x'},"
        + " 'End': true}", "{}").succeed("A", "{'ExecutionArn': 'y'}");

    assertThat(run.running("A").job()).isNull();
    assertThat(look(run.after(100 * SECOND))).isEmpty();
  }
}
