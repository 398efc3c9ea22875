package dev.pawl.bench.hostile;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Drops the corpus of bombs on a node, one after the other, and looks at what becomes of each. For one thread. */
public final class Bombs implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  /** What the node allows a client that says no more. */
  private static final Duration LONGEST_UNFINISHED = Duration.ofSeconds(15);
  private static final String ROLE = "arn:aws:iam::000000000000:role/fuzz";

  private final RawConnection connection;
  private final URI endpoint;
  private final String prefix;
  private final Map<String, String> machines = new HashMap<>();

  /**
   * What became of a bomb.
   *
   * @param answer the name of an error, {@code 200} or {@code closed}
   * @param isUnfinished whether the client broke off
   * @param isExpected whether that is the documented answer, in time
   */
  public record Result(String name, String expected, String answer, Duration took,
      boolean isUnfinished, boolean isExpected) {
    @Override
    public String toString() {
      return "%-52s %-34s %6d ms  %s".formatted(name, answer, took.toMillis(),
          isExpected ? "" : "WRONG, expected " + expected);
    }
  }

  /** @param prefix of the names of the machines that are made */
  public Bombs(URI endpoint, String prefix) {
    this.endpoint = endpoint;
    this.prefix = prefix;
    this.connection = new RawConnection(endpoint);
  }

  /** Drops once all that are whole. */
  public List<Result> drop() throws IOException {
    List<Result> results = new ArrayList<>();
    for (Bomb bomb : BombCorpus.all()) {
      if (!bomb.isUnfinished()) {
        results.add(drop(bomb));
      }
    }
    return results;
  }

  /**
   * Drops all that break off and wait for the node to lose its patience, which takes 10 s.
   *
   * @param connections over so many at once each
   */
  public List<Result> dropUnfinished(int connections) throws InterruptedException {
    List<Callable<Result>> all = new ArrayList<>();
    for (Bomb bomb : BombCorpus.all()) {
      if (bomb.isUnfinished()) {
        all.addAll(Collections.nCopies(connections, () -> drop(bomb)));
      }
    }
    List<Result> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Result> result : threads.invokeAll(all)) {
        results.add(result.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the node cannot be asked any more", e);
    }
    return results;
  }

  private Result drop(Bomb bomb) throws IOException {
    long began = System.nanoTime();
    String answer = switch (bomb.delivery()) {
      case Bomb.Delivery.Run run -> run(bomb.name(), run);
      case Bomb.Delivery.Sent sent -> connection.send(sent.request()).kind();
      case Bomb.Delivery.Unfinished unfinished -> {
        try (RawConnection own = new RawConnection(endpoint, LONGEST_UNFINISHED)) {
          yield own.send(unfinished.bytes(), false).kind();
        }
      }
    };
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Duration longest = bomb.isUnfinished() ? LONGEST_UNFINISHED : LONGEST;
    return new Result(bomb.name(), bomb.expected(), answer, took, bomb.isUnfinished(),
        bomb.isAnsweredRightBy(answer) && took.compareTo(longest) <= 0);
  }

  private String run(String name, Bomb.Delivery.Run run) throws IOException {
    String machine = machines.get(name);
    if (machine == null) {
      RawAnswer created = connection.send(RawRequest.of("CreateStateMachine",
          Json.write(Map.of("name", prefix + "-" + machines.size(), "type", "EXPRESS", "roleArn",
              ROLE, "definition", run.definition()))));
      if (created.status() != 200) {
        return created.kind();
      }
      machine = String.valueOf(created.member("stateMachineArn"));
      machines.put(name, machine);
    }
    RawAnswer ended = connection.send(RawRequest.of("StartSyncExecution",
        Json.write(
            Map.of("stateMachineArn", Objects.requireNonNull(machine), "input", run.input()))));
    if (ended.status() != 200) {
      return ended.kind();
    }
    return switch (String.valueOf(ended.member("status"))) {
      case "SUCCEEDED" -> "200";
      case "TIMED_OUT" -> "States.Timeout";
      default -> String.valueOf(ended.member("error"));
    };
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
