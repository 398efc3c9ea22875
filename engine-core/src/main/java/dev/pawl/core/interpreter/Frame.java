package dev.pawl.core.interpreter;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of control: the execution itself, a branch of a Parallel, or an iteration of a Map.
 *
 * @param id unique in the execution and never used again
 * @param parent the frame whose state forked this one; 0 for the root
 * @param index the branch's or iteration's number, from 0
 * @param state the name of the state it is at
 * @param previous the id of its last history event; 0 before the first
 * @param variables the variables assigned in this frame's own scope
 * @param position what it does there
 */
public record Frame(int id, int parent, int index, String state, long previous,
    Map<String, Payload> variables,
    Position position) {

  /** How long the values are together that it holds, in UTF-8 bytes. */
  long dataLength() {
    long assigned = variables.values().stream().mapToLong(Payload::utf8Length).sum();
    return assigned + switch (position) {
      case Position.Entering(Payload input) -> input.utf8Length();
      case Position.Waiting waiting -> waiting.visit().input().utf8Length();
      case Position.Running running -> running.visit().input().utf8Length();
      case Position.BackingOff backingOff -> backingOff.visit().input().utf8Length();
      case Position.Forked forked -> forked.visit().input().utf8Length() + forked.keptBytes();
      case Position.Mapping mapping -> mapping.visit().input().utf8Length();
      case Position.Redriven _ -> 0;
    };
  }

  Frame at(Position newPosition) {
    return new Frame(id, parent, index, state, previous, variables, newPosition);
  }

  Frame after(long event) {
    return new Frame(id, parent, index, state, event, variables, position);
  }

  Frame entering(String nextState, Payload input) {
    return new Frame(id, parent, index, nextState, previous, variables,
        new Position.Entering(input));
  }

  Frame with(Map<String, Payload> newVariables) {
    return new Frame(id, parent, index, state, previous, newVariables, position);
  }

  /** What a frame does at its state. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({@JsonSubTypes.Type(value = Position.Entering.class, name = "entering"),
      @JsonSubTypes.Type(value = Position.Waiting.class, name = "waiting"),
      @JsonSubTypes.Type(value = Position.Running.class, name = "running"),
      @JsonSubTypes.Type(value = Position.BackingOff.class, name = "backingOff"),
      @JsonSubTypes.Type(value = Position.Forked.class, name = "forked"),
      @JsonSubTypes.Type(value = Position.Mapping.class, name = "mapping"),
      @JsonSubTypes.Type(value = Position.Redriven.class, name = "redriven")})
  public sealed interface Position {
    /** About to enter the state. */
    record Entering(Payload input) implements Position {}

    /** In a Wait state until a time. */
    record Waiting(Visit visit, Instant until) implements Position {}

    /**
     * An attempt of a task is under way.
     *
     * @param deadline when the attempt times out; null for an activity that no worker has taken yet
     * @param due a time at or before the next timeout, heartbeat's included; null as the deadline; the row knows better
     * @param submitted whether the call that starts the work has been answered; an activity needs none
     * @param answer a callback that came before the call's own answer; null where none did
     * @param job the job of another service that the task waits for; null for any other task
     */
    record Running(Visit visit, int attempt, @Nullable Instant deadline, @Nullable Instant due,
        boolean submitted,
        @Nullable Answer answer, @Nullable Job job)
        implements
          Position {
      Running dueAt(Instant time) {
        return new Running(visit, attempt, deadline, time, submitted, answer, job);
      }

      Running with(Job newJob) {
        return new Running(visit, attempt, deadline, due, submitted, answer, newJob);
      }

      Running answeredEarly(Answer early) {
        return new Running(visit, attempt, deadline, due, false, early, job);
      }

      /** When there is something to do about it; null for never. */
      @Nullable
      Instant wakeAt() {
        Instant look = job == null ? null : job.nextLook();
        if (answer != null || due == null) {
          return answer == null ? look : null;
        }
        return look != null && look.isBefore(due) ? look : due;
      }
    }

    /** Between two attempts. */
    record BackingOff(Visit visit, Instant until) implements Position {}

    /**
     * Branches or iterations are under way.
     *
     * @param fork the number under which their outputs are kept
     * @param items what a Map iterates, an array; null for a Parallel
     * @param total how many branches or items there are
     * @param next the first one not started yet
     * @param finished how many have succeeded
     * @param limit how many may be active at once
     * @param keptBytes how large the outputs are together that are kept until the join
     */
    record Forked(Visit visit, int fork, @Nullable Payload items, int total, int next, int finished,
        int limit, long keptBytes)
        implements
          Position {}

    /**
     * The Map run of a Distributed Map is under way.
     *
     * @param redrives how often the Map run was redriven
     */
    record Mapping(Visit visit, UUID mapRun, int redrives) implements Position {}

    /**
     * The execution was redriven: the next burst finds out from the history where all lines of control are.
     * Only the root frame, alone, is ever there.
     */
    record Redriven() implements Position {}
  }

  /**
   * A stay in a state, from its Entered event on.
   *
   * @param input the state's raw input
   * @param enteredEvent the id of the Entered event
   * @param previousEvent what the Entered event points to
   * @param retries how often each retrier has been used, in the definition's order
   * @param seq the number of the state's task; 0 in a state without one
   */
  public record Visit(Payload input, Instant enteredAt, long enteredEvent, long previousEvent,
      List<Integer> retries,
      int seq) {
    public Visit {
      retries = List.copyOf(retries);
    }

    /** How often the state's work was tried again. */
    int retryCount() {
      return retries.stream().mapToInt(Integer::intValue).sum();
    }

    Visit retriedBy(int retrier) {
      var counted = new ArrayList<>(retries);
      counted.set(retrier, counted.get(retrier) + 1);
      return new Visit(input, enteredAt, enteredEvent, previousEvent, counted, seq);
    }
  }

  /**
   * What a callback, or the end of a child execution, said before the call that began the work came back.
   *
   * @param output the output of a success; null for a failure
   * @param error the error of a failure; null for a success
   * @param ofChild whether a child execution's end says it, and no callback
   */
  public record Answer(@Nullable Payload output, @Nullable StatesError error, boolean ofChild) {
    Effect.How how() {
      return ofChild ? Effect.How.JOB : Effect.How.ANSWER;
    }
  }
}
