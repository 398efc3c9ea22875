package dev.pawl.chaos;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of executions that make up the load, each with its definition. A new kind is one more constant, and a
 * definition of its name in lower case.
 */
enum Workflow {
  /** Pass and Choice states: over in one burst. */
  CHAIN(38, Set.of("SUCCEEDED")),
  /** A Wait of 1 to 30 s. */
  WAIT(12, Set.of("SUCCEEDED")),
  /** Two functions with Retry, the one as a service and the other as a function. */
  TASK(14, Set.of("SUCCEEDED")),
  /** A timer, a function and nothing, side by side. */
  PARALLEL(6, Set.of("SUCCEEDED")),
  /** A function for each of some items. */
  MAP(5, Set.of("SUCCEEDED")),
  /** A task token that the task server answers. */
  CALLBACK(8, Set.of("SUCCEEDED")),
  /** Task tokens that nobody answers: heartbeat and timeout. */
  SILENCE(3, Set.of("SUCCEEDED")),
  /** Stopped while it waits. */
  STOP(3, Set.of("SUCCEEDED", "ABORTED")),
  /** Fails, and is redriven. */
  REDRIVE(3, Set.of("SUCCEEDED", "FAILED")),
  /** Started more than once by one name. */
  NAMES(3, Set.of("SUCCEEDED")),
  /** Payloads up to the limit. */
  LARGE(2, Set.of("SUCCEEDED")),
  /** Truly waits: for a day, and for a token. */
  SLEEPER(1, Set.of("RUNNING")),
  /** StartSyncExecution. */
  EXPRESS(5, Set.of()),
  /** A Distributed Map: a Standard execution with a function for each of some items, none of which may fail. */
  FANOUT(3, Set.of("SUCCEEDED")),
  /** The same with Express executions, which may run more than once. */
  EXPRESS_FANOUT(3, Set.of("SUCCEEDED")),
  /** Starts an execution of {@link #CHILD} in each way that a Task state has. */
  PARENT(3, Set.of("SUCCEEDED")),
  /** Calls a function, or has a task token answered that its input holds. */
  CHILD(1, Set.of("SUCCEEDED"));

  private static final int LARGEST = 250_000;

  private final int weight;
  @SuppressWarnings("ImmutableEnumChecker") // copied
  private final Set<String> ends;

  /**
   * @param weight its share of the load
   * @param ends the statuses that it may have when all is over
   */
  Workflow(int weight, Set<String> ends) {
    this.weight = weight;
    this.ends = Set.copyOf(ends);
  }

  static Workflow any(RandomGenerator random) {
    int sum = 0;
    for (Workflow workflow : values()) {
      sum += workflow.weight;
    }
    int left = random.nextInt(sum);
    for (Workflow workflow : values()) {
      left -= workflow.weight;
      if (left < 0) {
        return workflow;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  Set<String> ends() {
    return ends;
  }

  boolean isExpress() {
    return this == EXPRESS;
  }

  /** Whether its output is one thing for each item. */
  boolean isMap() {
    return this == MAP || isDistributed();
  }

  boolean isDistributed() {
    return this == FANOUT || this == EXPRESS_FANOUT;
  }

  /** The name of the state machine, and the beginning of the names of its executions. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Workflow of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  String definition() {
    String file = "/chaos/" + (this == NAMES ? "wait" : label()) + ".asl.json";
    try (var stream = Workflow.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An input.
   *
   * @param canary what must never be seen in a log
   */
  String input(RandomGenerator random, String canary) {
    Map<String, @Nullable Object> input = new LinkedHashMap<>();
    input.put("n", random.nextInt(1_000_000));
    input.put("secret", canary);
    switch (this) {
      case WAIT -> input.put("seconds", random.nextInt(1, 31));
      case NAMES -> input.put("seconds", random.nextInt(1, 4));
      case MAP, FANOUT, EXPRESS_FANOUT -> input.put("items",
          IntStream.range(0, random.nextInt(1, 9)).mapToObj(i -> (Object) i).toList());
      case LARGE -> input.put("body", text(random, random.nextInt(20_000, LARGEST)));
      default -> {
        // The others need nothing more.
      }
    }
    return Json.write(input);
  }

  private static String text(RandomGenerator random, int length) {
    var text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /**
   * What an output should say.
   *
   * @param input as it was sent
   * @param output of an execution that has succeeded
   */
  boolean isRight(@Nullable Object input, @Nullable Object output) {
    Object n = member(input, "n");
    return switch (this) {
      case CHAIN, WAIT, TASK, PARALLEL, NAMES, REDRIVE, PARENT, CHILD ->
        Objects.equals(member(output, "n"), n);
      case LARGE -> Objects.equals(member(output, "n"), n)
          && Objects.equals(member(output, "body"), member(input, "body"));
      case MAP, FANOUT, EXPRESS_FANOUT -> Objects.equals(output, member(input, "items"));
      case CALLBACK -> member(output, "nonce") != null;
      case SILENCE, STOP, SLEEPER, EXPRESS -> true;
    };
  }

  private static @Nullable Object member(@Nullable Object tree, String name) {
    return tree instanceof Map<?, ?> map ? map.get(name) : null;
  }
}
