package dev.pawl.core.interpreter;

import dev.pawl.core.asl.TaskState;
import dev.pawl.core.expression.Scope;
import dev.pawl.core.interpreter.Frame.Answer;
import dev.pawl.core.interpreter.Frame.Position;
import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.JobReport;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The life of a task's attempts: started, submitted, answered, timed out. */
final class Tasks {
  /** AWS's default of TimeoutSeconds, and the most that it and HeartbeatSeconds may be (reference: asl, section 7). */
  private static final long LONGEST_SECONDS = 99_999_999;

  private static final StatesError TIMED_OUT = new StatesError(StatesError.TIMEOUT, null);

  private final Burst burst;
  private final Lines lines;

  Tasks(Burst burst, Lines lines) {
    this.burst = burst;
    this.lines = lines;
  }

  /** Computes and starts the next attempt. */
  void attempt(Frame frame, Visit visit, TaskState task) {
    if (task.resource() instanceof Resource.Activity(String arn)
        && !burst.around.activities().exists(arn)) {
      var failure = new Outcome.Failed<>(
          StatesError.runtime("The activity " + arn + " does not exist."), null);
      lines.failures().fault(frame, visit, task, failure);
      return;
    }
    lines.follow(frame, visit, task, TaskStep.enter(task, scope(frame, visit, task)));
  }

  void start(Frame frame, Visit visit, TaskState task, Step.Call call) {
    if (burst.isTooLarge(call.parameters())) {
      lines.failures().abandon(frame, Sizes.parameters(task.name()));
      return;
    }
    long timeout = seconds(call.timeoutSeconds());
    boolean activity = task.resource() instanceof Resource.Activity;
    Instant deadline = activity ? null : burst.now().plusSeconds(timeout);
    Instant due = deadline == null ? null : earliest(deadline, call.heartbeatSeconds());
    long last = TaskEvents.scheduled(burst, frame.previous(), task.resource(), call);
    burst.start(
        new Effect.StartTask(
            visit.seq(), visit.retryCount(), task.resource(), call.parameters(), call.roleArn(),
            timeout,
            call.heartbeatSeconds(), deadline));
    burst.put(
        frame.after(last)
            .at(new Position.Running(visit, visit.retryCount(), deadline, due, activity, null,
                job(task.resource(), call))));
  }

  void activityStarted(Event.ActivityStarted event) {
    running(event.seq(), event.attempt()).filter(At::isUnclaimed).ifPresent(at -> {
      long last = TaskEvents.activityStarted(burst, at.frame().previous(), event.workerName());
      Position.Running running = at.running();
      burst.put(
          at.frame()
              .after(last)
              .at(
                  new Position.Running(
                      running.visit(), running.attempt(), event.deadline(), event.due(), true,
                      running.answer(), null)));
    });
  }

  void returned(Event.CallReturned event) {
    running(event.seq(), event.attempt()).filter(At::isCalling).ifPresent(at -> {
      Answer early = at.running().answer();
      switch (event.outcome()) {
        case Outcome.Ok<Payload>(Payload output) when waitsForAnswer(at.task().resource()) ->
          submitted(at, output);
        case Outcome.Failed<Payload> _ when early != null ->
          conclude(at, outcome(early), early.how());
        case Outcome<Payload> outcome -> conclude(at, outcome, Effect.How.RESULT);
      }
    });
  }

  void answered(Event.Answered event) {
    running(event.seq(), event.attempt()).ifPresent(at -> {
      Position.Running running = at.running();
      if (running.submitted()) {
        conclude(at, event.outcome(), Effect.How.ANSWER);
      } else if (running.answer() == null || running.answer().ofChild()) {
        // An answer by token was accepted: it counts, even where the child has ended before.
        keep(at, event.outcome(), false);
      }
    });
  }

  void childClosed(Event.ChildClosed event) {
    running(event.seq(), event.attempt()).ifPresent(at -> {
      Outcome<Payload> outcome = event.end().outcome(at.task().resource());
      if (at.running().submitted()) {
        conclude(at, outcome, Effect.How.JOB);
      } else if (at.running().answer() == null) {
        keep(at, outcome, true);
      }
    });
  }

  /** The work has ended before the call that began it came back. */
  private void keep(At at, Outcome<Payload> outcome, boolean ofChild) {
    Position.Running running = at.running();
    Answer answer = switch (outcome) {
      case Outcome.Ok<Payload>(Payload output) -> new Answer(output, null, ofChild);
      case Outcome.Failed<Payload> failed -> new Answer(null, failed.error(), ofChild);
    };
    burst.put(at.frame().at(running.answeredEarly(answer)));
  }

  void workerLost(Event.WorkerLost event) {
    running(event.seq(), event.attempt()).filter(At::isCalling).ifPresent(at -> {
      Answer early = at.running().answer();
      if (early != null) {
        conclude(at, outcome(early), early.how());
      } else {
        conclude(
            at,
            Outcome
                .failed(new StatesError(StatesError.TASK_FAILED, "worker lost, outcome unknown")),
            Effect.How.LOST);
      }
    });
  }

  /**
   * Takes over what the task rows say, and times out the attempts that are due by it. Those that are due together
   * have all timed out before the first of them fails anything around it, as recorded.
   */
  void alarm(Map<Integer, Instant> taskDue) {
    var expired = new ArrayList<Expired>();
    burst.visitFrames(frame -> {
      if (frame.position() instanceof Position.Running running && running.answer() == null) {
        Instant due = taskDue.get(running.visit().seq());
        if (due != null) {
          At at = new At(frame, running, task(frame));
          if (due.isAfter(burst.now())) {
            postpone(at, due);
          } else {
            expired.add(expire(at, due));
          }
        }
      }
    });
    expired.stream().filter(late -> burst.has(late.at().frame())).forEach(late -> {
      At at = late.at();
      lines.failures().raise(at.frame(), at.running().visit(), at.task(), TIMED_OUT, late.kind());
    });
    lookAfterJobs();
  }

  private void lookAfterJobs() {
    burst.visitFrames(frame -> {
      if (frame.position() instanceof Position.Running running
          && running.job() != null && running.job().isDue(burst.now())
          && task(frame).resource() instanceof Resource.Service service) {
        Job looked = running.job().looked(burst.now());
        burst.put(frame.at(running.with(looked)));
        burst.lookAfter(running, service, looked);
      }
    });
  }

  void jobReported(Event.JobReported event) {
    running(event.seq(), event.attempt()).ifPresent(at -> {
      Job job = at.running().job();
      if (job == null || job.looks() != event.look()) {
        return;
      }
      switch (event.report()) {
        case JobReport.Running _ -> burst.put(at.frame()
            .at(at.running().with(job.stillRunning(burst.now(), burst.around.random()))));
        case JobReport.Ended(Outcome<Payload> outcome) -> conclude(at, outcome, Effect.How.JOB);
      }
    });
  }

  private static @Nullable Job job(Resource resource, Step.Call call) {
    return resource instanceof Resource.Service service && service.isWatchedJob()
        ? Job.of(call.parameters(), call.roleArn())
        : null;
  }

  /** @param kind the name of the error that Retry and Catch see */
  private record Expired(At at, String kind) {}

  private void postpone(At at, Instant due) {
    burst.put(at.frame().at(at.running().dueAt(due)));
  }

  private Expired expire(At at, Instant due) {
    burst.end(at.running().visit().seq(), at.running().attempt(), Effect.How.TIMEOUT);
    burst.stopJob(at.running(), at.task());
    long last = TaskEvents.timedOut(burst, at.frame().previous(), at.task().resource(), TIMED_OUT);
    Frame frame = at.frame().after(last);
    burst.put(frame);
    Instant deadline = at.running().deadline();
    return new Expired(new At(frame, at.running(), at.task()),
        deadline != null && due.isBefore(deadline)
            ? StatesError.HEARTBEAT_TIMEOUT
            : StatesError.TIMEOUT);
  }

  private void submitted(At at, Payload output) {
    Position.Running running = at.running();
    if (burst.isTooLarge(output)) {
      conclude(at, Outcome.ok(output), Effect.How.RESULT);
      return;
    }
    long last = TaskEvents.submitted(burst, at.frame().previous(), at.task().resource(), output);
    Job job = running.job();
    var waiting = new Position.Running(
        running.visit(), running.attempt(), running.deadline(), running.due(), true,
        running.answer(), job == null
            ? null
            : job.begun(output, burst.now(), burst.around.random()));
    Frame frame = at.frame().after(last).at(waiting);
    Answer early = running.answer();
    if (early == null) {
      burst.awaitAnswer(running.visit().seq(), running.attempt());
      burst.put(frame);
    } else {
      conclude(new At(frame, waiting, at.task()), outcome(early), early.how());
    }
  }

  private void conclude(At at, Outcome<Payload> outcome, Effect.How how) {
    burst.end(at.running().visit().seq(), at.running().attempt(), how);
    Visit visit = at.running().visit();
    long previous = at.frame().previous();
    switch (outcome) {
      case Outcome.Ok<Payload>(Payload output) when burst.isTooLarge(output) -> {
        failed(at, previous, Sizes.result(TaskEvents.resourceName(at.task().resource())));
      }
      case Outcome.Ok<Payload>(Payload output) -> {
        long last = TaskEvents.succeeded(burst, previous, at.task().resource(), output);
        Frame frame = at.frame().after(last);
        lines.follow(frame, visit, at.task(),
            TaskStep.leave(at.task(), scope(frame, visit, at.task()), output));
      }
      case Outcome.Failed<Payload> failure -> failed(at, previous, failure.error());
    }
  }

  private void failed(At at, long previous, StatesError error) {
    long last = TaskEvents.failed(burst, previous, at.task().resource(), error);
    lines.failures().raise(at.frame().after(last), at.running().visit(), at.task(), error);
  }

  /** How long a task may take or be silent, by what the definition says; null where it says nothing. */
  static long seconds(@Nullable Long asked) {
    return asked == null ? LONGEST_SECONDS : Math.min(asked, LONGEST_SECONDS);
  }

  private Instant earliest(Instant deadline, @Nullable Long heartbeatSeconds) {
    if (heartbeatSeconds == null) {
      return deadline;
    }
    Instant silentUntil = burst.now().plusSeconds(Math.min(heartbeatSeconds, LONGEST_SECONDS));
    return silentUntil.isBefore(deadline) ? silentUntil : deadline;
  }

  private Scope scope(Frame frame, Visit visit, TaskState task) {
    String token = waitsForAnswer(task.resource())
        ? burst.around.tokens().token(visit.seq(), visit.retryCount())
        : null;
    return burst.scope(frame, visit, task, token, burst.itemAround(frame));
  }

  /** Whether the call's own answer is not the end of the task. */
  static boolean waitsForAnswer(Resource resource) {
    return resource instanceof Resource.Service service
        && service.pattern() != Resource.Pattern.REQUEST_RESPONSE;
  }

  private static Outcome<Payload> outcome(Answer answer) {
    Payload output = answer.output();
    StatesError error = answer.error();
    if (output != null) {
      return Outcome.ok(output);
    }
    return Outcome.failed(error == null ? new StatesError(null, null) : error);
  }

  private TaskState task(Frame frame) {
    return (TaskState) burst.machine.state(frame.state());
  }

  private Optional<At> running(int seq, int attempt) {
    return burst.frames()
        .stream()
        .<At>mapMulti((frame, found) -> {
          if (frame.position() instanceof Position.Running running
              && running.visit().seq() == seq
              && running.attempt() == attempt) {
            found.accept(new At(frame, running, task(frame)));
          }
        })
        .findFirst();
  }

  /** An open attempt and where it stands. */
  private record At(Frame frame, Position.Running running, TaskState task) {
    /** Whether the call has not come back yet; an activity makes none. */
    boolean isCalling() {
      return !running.submitted();
    }

    boolean isUnclaimed() {
      return task.resource() instanceof Resource.Activity && running.deadline() == null;
    }
  }
}
