package dev.pawl.conformance;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.db.Rehearsal;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.LoadedRun;
import dev.pawl.db.execution.StoredPayload;
import dev.pawl.db.execution.TaskRow;
import dev.pawl.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The running engine on which recordings are replayed.
 *
 * @param api where its API listens
 * @param rehearsal its database, in which nothing else happens
 * @param worker its one worker, whose calls go to a {@link ReplayingConnector}
 * @param tokens those of its account
 * @param log the worker's
 * @param http makes the calls
 */
public record Stage(URI api, Rehearsal rehearsal, Worker worker, TaskTokens tokens,
    CapturedLog log, HttpClient http) {

  /** An Express execution may last five minutes, in real time. */
  private static final Duration LONGEST_CALL = Duration.ofMinutes(6);

  /** An answer of the API. */
  record Answer(int status, Map<String, Object> body) {
    boolean isError() {
      return status != 200;
    }
  }

  /** Calls an operation of the API. */
  Answer call(String operation, Map<String, ?> arguments) {
    HttpRequest request = HttpRequest.newBuilder(api)
        .timeout(LONGEST_CALL)
        .header("Content-Type", "application/x-amz-json-1.0")
        .header("X-Amz-Target", "AWSStepFunctions." + operation)
        .POST(BodyPublishers.ofString(Json.write(arguments)))
        .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return new Answer(answer.statusCode(), RecordedCase.object(Json.parse(answer.body())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The executions that have not ended, as the database has them. */
  List<LoadedRun> open() {
    List<ExecutionKey> keys = rehearsal.open();
    return keys.isEmpty() ? List.of() : rehearsal.database().runs().load(keys).runs();
  }

  /** Where the task is whose call carries an idempotency token; empty where it has ended. */
  Optional<Open> find(String idempotencyToken) {
    return tasks().stream()
        .filter(open -> IdempotencyTokens
            .of(open.run().key().id(), open.task().seq(), open.task().attempt())
            .equals(idempotencyToken))
        .findFirst();
  }

  /** A task that has not ended. */
  record Open(LoadedRun run, TaskRow task) {
    /** Names the attempt. */
    String name() {
      return run.key().id() + "/" + task.seq() + "/" + task.attempt();
    }
  }

  /** The tasks that have not ended, in the order in which they were scheduled. */
  List<Open> tasks() {
    return open().stream()
        .flatMap(run -> run.tasks().stream().map(task -> new Open(run, task)))
        .toList();
  }

  String token(Open open) {
    return tokens.issue(open.run().key().shard(), open.run().key().id(), open.task().seq(),
        open.task().attempt());
  }

  /** Where a task is; empty where its state is not there any more. */
  Optional<Place> place(Open open) {
    ExecutionState state = state(open.run());
    return state.frames()
        .stream()
        .filter(frame -> frame.position() instanceof Frame.Position.Running running
            && running.visit().seq() == open.task().seq())
        .findFirst()
        .map(frame -> new Place(frame.state(), mapIndexPath(frame, state)));
  }

  private ExecutionState state(LoadedRun run) {
    return Codec.unpackState(run.state(), payloads(run.key(), run.state()));
  }

  private Map<PayloadHash, Payload> payloads(ExecutionKey key, byte[] packed) {
    List<byte[]> hashes = Codec.references(packed).stream().map(PayloadHash::bytes).toList();
    Map<PayloadHash, Payload> payloads = new HashMap<>();
    if (!hashes.isEmpty()) {
      for (StoredPayload stored : rehearsal.database().payloads().load(key, hashes)) {
        payloads.put(PayloadHash.ofBytes(stored.hash()), Codec.unpackPayload(stored.data()));
      }
    }
    return payloads;
  }

  private static List<Integer> mapIndexPath(Frame frame, ExecutionState state) {
    List<Integer> path = new ArrayList<>();
    Map<Integer, Frame> frames = new HashMap<>();
    state.frames().forEach(known -> frames.put(known.id(), known));
    Frame outer = frames.get(frame.parent());
    for (Frame inner = frame; outer != null; inner = outer, outer = frames.get(outer.parent())) {
      if (outer.position() instanceof Frame.Position.Forked forked && forked.items() != null) {
        path.addFirst(inner.index());
      }
    }
    return path;
  }
}
