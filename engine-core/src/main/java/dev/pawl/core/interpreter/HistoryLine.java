package dev.pawl.core.interpreter;

import dev.pawl.core.interpreter.Frame.Visit;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line of control as the events up to one tell of it; changes with each event that belongs to it. */
final class HistoryLine {
  final int id;
  final @Nullable HistoryLine parent;
  final int index;

  /** Where it is; where it goes to, or came from, while it is {@link Phase#ENTERING}. */
  String state;
  long last;
  Instant lastAt;
  Map<String, Payload> variables = Map.of();
  Phase phase = Phase.ENTERING;

  /** What the state gets that is about to be entered; null where only the definition can say it. */
  @Nullable
  Payload input;

  /** How the last state was left, where more than one may follow it. */
  @Nullable
  Departure departure;

  @Nullable
  Visit visit;

  /** The attempt of a task that is under way. */
  @Nullable
  Call call;

  /** What has failed the state, until its work begins again. */
  @Nullable
  Failure failure;

  /** Whether a Map's or Parallel's own Failed event has been seen. */
  boolean saysFailed;

  /** Whether a redrive has the state's work done again, and no event shows yet that it has begun. */
  boolean resumed;

  @Nullable
  Fork fork;

  /** The Map run that the state has begun, and that has not succeeded; null where there is none. */
  @Nullable
  UUID mapRun;

  /** How often that Map run was redriven. */
  int mapRunRedrives;

  /** The failure after which the state's work is to be tried again, and how; both null where it is not. */
  @Nullable
  Failure retried;

  Frame.Position.@Nullable BackingOff retry;

  /** What a finished branch or iteration gave. */
  @Nullable
  Payload output;

  HistoryLine(int id, @Nullable HistoryLine parent, int index, String startAt, long last,
      Instant lastAt) {
    this.id = id;
    this.parent = parent;
    this.index = index;
    this.state = startAt;
    this.last = last;
    this.lastAt = lastAt;
  }

  enum Phase {
    ENTERING,
    AT,
    FINISHED
  }

  /** The stay in the state it is at. */
  Visit visit() {
    if (visit == null) {
      throw new IllegalStateException("line " + id + " is at no state");
    }
    return visit;
  }

  boolean mayEnter(String name) {
    return switch (phase) {
      case AT -> false;
      case ENTERING, FINISHED ->
        departure == null
            ? phase == Phase.ENTERING && state.equals(name)
            : departure.candidates().contains(name);
    };
  }

  /** The state's work begins, for the first time or again. */
  void begins() {
    failure = null;
    saysFailed = false;
    resumed = false;
    call = null;
    fork = null;
  }

  /**
   * How a state was left.
   *
   * @param variables those before the state assigned any
   * @param candidates the states that may follow
   * @param likely the one that follows; null where the rules of a Choice say it
   */
  record Departure(Visit visit, Map<String, Payload> variables, List<String> candidates,
      @Nullable String likely) {}

  /** @param deadline null for an activity that no worker has taken yet */
  record Call(@Nullable Instant deadline, @Nullable Instant due, @Nullable Long timeoutSeconds,
      boolean submitted) {}

  /**
   * @param kind the name that Retry and Catch see
   * @param event the last event of the line that failed
   */
  record Failure(String kind, Instant at, long event) {}

  /** Branches or iterations since their last start. */
  static final class Fork {
    final int number;
    final int total;
    final Instant startedAt;
    final TreeMap<Integer, HistoryLine> children = new TreeMap<>();
    int next;
    boolean joined;

    Fork(int number, int total, Instant startedAt) {
      this.number = number;
      this.total = total;
      this.startedAt = startedAt;
    }

    Map<Integer, Payload> outputs() {
      var outputs = new TreeMap<Integer, Payload>();
      children.forEach((index, child) -> {
        if (child.phase == Phase.FINISHED && child.output != null) {
          outputs.put(index, child.output);
        }
      });
      return outputs;
    }
  }
}
