package dev.pawl.simulation.world;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.codec.StoredAnswer;
import dev.pawl.core.codec.StoredCall;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.simulation.workflow.Script;
import dev.pawl.simulation.workflow.Step;
import dev.pawl.tasks.Connector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What tasks call, and who works on callbacks and activities. It always answers the same question the same way. */
final class Services {
  /** What a call brings whose answer was of no use. */
  static final StatesError MALFORMED = new StatesError("Sim.Malformed", "not an answer");

  /** The activity that all activity tasks wait at. */
  static final UUID ACTIVITY = new UUID(7, 7);

  private static final long MILLIS = 1_000;
  private static final long SECONDS = 1_000_000;

  private final SimWorld world;

  /** The jobs that were begun, by their ids. */
  private final Map<String, Build> builds = new HashMap<>();

  /** A job, and when it ends. */
  private record Build(long endMicros, Payload result) {}

  Services(SimWorld world) {
    this.world = world;
  }

  /** Says what becomes of lost calls; calls themselves go through {@link SimCaller}. */
  Connector connector() {
    return new Connector() {
      @Override
      public RecoveryClass recovery(Resource resource) {
        return Services.recovery(resource);
      }

      @Override
      public Outcome<Payload> call(TaskRequest request) {
        throw new IllegalStateException("calls go another way here");
      }
    };
  }

  private static RecoveryClass recovery(Resource resource) {
    return resource.arn().contains("aws-sdk") ? RecoveryClass.RESEND : RecoveryClass.UNKNOWN;
  }

  private Step.Call call(String executionArn, Payload parameters) {
    Arn.Execution arn = (Arn.Execution) Arn.parse(executionArn).orElseThrow();
    return world.call(arn.stateMachine(), String.valueOf(tree(parameters).get("state")));
  }

  private static Map<?, ?> tree(Payload payload) {
    return (Map<?, ?>) Objects.requireNonNull(payload.tree());
  }

  private static long number(Payload payload, String name) {
    return ((Number) Objects.requireNonNull(tree(payload).get(name))).longValue();
  }

  /** A call has reached its target, which answers. */
  Outcome<Payload> take(TaskRequest request) {
    if (request.resource() instanceof Resource.Service service
        && service.service().equals("codebuild")
        && service.pattern() == Resource.Pattern.REQUEST_RESPONSE) {
      return build(service, request.parameters());
    }
    world.ledger().delivered(request.idempotencyToken(),
        recovery(request.resource()) == RecoveryClass.RESEND);
    Step.Call call = call(request.executionArn(), request.parameters());
    Outcome<Payload> outcome = outcome(call.script(), request.parameters());
    if (call.kind() == Step.Call.Kind.JOB && outcome instanceof Outcome.Ok<Payload>(Payload r)) {
      builds.put(request.idempotencyToken(),
          new Build(world.scheduler().elapsed() + call.script().seconds() * SECONDS, r));
      return Outcome.ok(Payload.of(Map.of("Build", Map.of("Id", request.idempotencyToken()))));
    }
    if (call.kind() != Step.Call.Kind.CALLBACK) {
      return outcome;
    }
    TaskToken token = world.tokens().read(String.valueOf(tree(request.parameters()).get("token")))
        .orElseThrow();
    work(token, call, outcome);
    return Outcome.ok(Payload.ofText("{\"MessageId\":\"1\"}"));
  }

  /** Tells how a job stands; one that is stopped is as it was. */
  private Outcome<Payload> build(Resource.Service service, Payload parameters) {
    if (service.action().equals("stopBuild")) {
      return Outcome.ok(Payload.of(Map.of()));
    }
    Object id = ((List<?>) Objects.requireNonNull(tree(parameters).get("Ids"))).getFirst();
    Build build = Objects.requireNonNull(builds.get(String.valueOf(id)));
    boolean ended = world.scheduler().elapsed() >= build.endMicros();
    return Outcome.ok(Payload.of(Map.of("Builds", List.of(ended
        ? Map.of("BuildStatus", "SUCCEEDED", "Result", tree(build.result()))
        : Map.of("BuildStatus", "IN_PROGRESS")))));
  }

  private static Outcome<Payload> outcome(Script script, Payload parameters) {
    return script.fails((int) number(parameters, "retry"))
        ? Outcome.failed(new StatesError(script.error(), "as the script says"))
        : Outcome.ok(Payload.of(Map.of("r", script.result(number(parameters, "n")))));
  }

  /** Somebody works on a task, sends signs of life and at last the answer. */
  private void work(TaskToken token, Step.Call call, Outcome<Payload> outcome) {
    long length = call.script().seconds() * SECONDS + world.random().nextLong(500 * MILLIS);
    Integer heartbeat = call.heartbeat();
    if (heartbeat != null && !call.script().isSilent()) {
      long every = heartbeat * SECONDS / 3;
      for (long at = every; at < length; at += every) {
        world.scheduler().after(at, null, () -> world.clients().once(node -> node.store()
            .heartbeat(key(token), token.seq(), token.attempt())));
      }
    }
    world.scheduler().after(length, null, () -> {
      answer(token, outcome);
      if (world.fault(Place.MESSAGE) == FaultKind.DUPLICATE_DELIVERY) {
        answer(token, outcome);
      }
    });
  }

  private void answer(TaskToken token, Outcome<Payload> outcome) {
    world.clients().insist(node -> {
      switch (outcome) {
        case Outcome.Ok<Payload>(Payload output) -> node.store().answer(key(token), token.seq(),
            token.attempt(), true, StoredAnswer.success(output));
        case Outcome.Failed<Payload> failed -> node.store().answer(key(token), token.seq(),
            token.attempt(), false,
            StoredAnswer.failure(failed.error().name(), failed.error().cause()));
      }
    });
  }

  private static ExecutionKey key(TaskToken token) {
    return new ExecutionKey(token.shard(), token.id());
  }

  /** An activity's task was written: somebody will poll for it. */
  void pollSoon() {
    world.scheduler().after(world.random().nextLong(3 * SECONDS), null,
        () -> world.clients().insist(this::poll));
  }

  private void poll(SimNode node) {
    List<ClaimedTask> claimed = node.store().claimActivity(ACTIVITY,
        1 + world.random().nextInt(3), "worker");
    for (ClaimedTask task : claimed) {
      StoredCall stored = Codec.unpackCall(task.request(), payloads(task));
      Step.Call call = call(world.arn(task.key()), stored.parameters());
      work(new TaskToken(task.key().shard(), task.key().id(), task.seq(), task.attempt()), call,
          outcome(call.script(), stored.parameters()));
    }
    if (world.store().hasUnclaimed(ACTIVITY)) {
      pollSoon();
    }
  }

  private Map<PayloadHash, Payload> payloads(ClaimedTask task) {
    Map<PayloadHash, Payload> payloads = new HashMap<>();
    List<byte[]> hashes = Codec.references(task.request()).stream().map(PayloadHash::bytes)
        .toList();
    for (StoredPayload payload : world.store().payloads(task.key(), hashes)) {
      payloads.put(PayloadHash.ofBytes(payload.hash()), Codec.unpackPayload(payload.data()));
    }
    return payloads;
  }
}
