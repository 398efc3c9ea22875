package dev.pawl.worker.burst;

import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.interpreter.Effect;
import dev.pawl.core.interpreter.Event;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.interpreter.Job;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.JobReport;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.tasks.job.JobKind;
import dev.pawl.worker.attempt.AttemptKey;
import dev.pawl.worker.attempt.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks services how the jobs stand that executions wait for, and has those stopped that nobody waits for any more.
 * Both are ordinary calls, made after the commit that wants them. A look that is lost with its node is repeated by the
 * execution's timer; a stop is made once, with the SDK's own repetitions, and its failure changes nothing.
 */
final class Jobs {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  /** Less than the time after which a look is taken for lost. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

  private final Caller caller;
  private final BiConsumer<ExecutionKey, Event> reported;

  /** @param reported gets what services say */
  Jobs(Caller caller, BiConsumer<ExecutionKey, Event> reported) {
    this.caller = caller;
    this.reported = reported;
  }

  void look(Execution execution, List<Effect> effects, Instant at) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.LookAfterJob look) {
        look(execution, look, at);
      }
    }
  }

  private void look(Execution execution, Effect.LookAfterJob effect, Instant at) {
    Job job = effect.job();
    JobKind kind = JobKind.of(effect.resource()).orElseThrow(() -> new IllegalStateException(
        "nothing is known of jobs of " + effect.resource().arn() + ", but one has begun"));
    AttemptKey attempt = key(execution, effect.seq(), effect.attempt());
    JobKind.Errand look = kind.look(job.parameters(), job.begunWith());
    caller.prepare(request(execution, attempt, look, job.roleArn(), at), said -> {
      JobReport report = kind.report(job.parameters(), job.begunWith(), said);
      if (report instanceof JobReport.Running && said instanceof Outcome.Failed<Payload> failed) {
        LOG.info("execution {}: {} could not tell how a job stands and is asked again: {}",
            execution.id(), effect.resource().service(), failed.error().name());
      }
      reported.accept(attempt.execution(), new Event.JobReported(effect.seq(), effect.attempt(),
          job.looks(), report));
    }).begin();
  }

  /**
   * Stops the job of an attempt that has ended otherwise.
   *
   * @param answer what the call answered that began it; null where that is not known
   */
  void stop(Execution execution, Effect.StopJob effect, Job job, @Nullable Payload answer,
      Instant at) {
    JobKind.of(effect.resource()).flatMap(
        kind -> kind.stop(job.parameters(), answer)).ifPresent(errand -> {
          AttemptKey attempt = key(execution, effect.seq(), effect.attempt());
          caller.prepare(request(execution, attempt, errand, job.roleArn(), at), said -> {
            if (said instanceof Outcome.Failed<Payload> failed) {
              LOG.warn("execution {}: a job of {} could not be stopped: {}", execution.id(),
                  effect.resource().service(), failed.error().name());
            }
          }).begin();
        });
  }

  private static TaskRequest request(Execution execution, AttemptKey attempt,
      JobKind.Errand errand, @Nullable String roleArn, Instant at) {
    ExecutionKey key = attempt.execution();
    Resource.Service resource = errand.resource();
    return new TaskRequest(
        new TaskToken(key.shard(), key.id(), attempt.seq(), attempt.attempt()), at, resource,
        errand.parameters(), execution.arn(), execution.roleArn(),
        IdempotencyTokens.of(key.id(), attempt.seq(), attempt.attempt()), roleArn, LONGEST_CALL);
  }

  private static AttemptKey key(Execution execution, int seq, int attempt) {
    return new AttemptKey(new ExecutionKey(execution.shard(), execution.id()), seq, attempt);
  }
}
