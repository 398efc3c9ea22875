package dev.pawl.api.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often an account may call what. Each is a bucket of tokens: a call takes one, and so many come back per second.
 *
 * @param when whether they hold
 * @param buckets by the name of the operation; what is not there may be called as often as somebody likes
 */
public record Rates(When when, Map<String, Rate> buckets) {
  /** Of the starts of Standard executions alone; all starts together take from {@code StartExecution}. */
  public static final String STANDARD_START = "StartExecution:STANDARD";

  /** Nobody is held back. */
  public static final Rates NONE = new Rates(When.NEVER, Map.of());

  /** AWS's, of us-east-1 (reference: asl.md, quotas; the developer guide's service quotas). */
  public static final Map<String, Rate> AWS = aws();

  public Rates {
    buckets = Map.copyOf(buckets);
  }

  /** When rates hold. */
  public enum When {
    /** As soon as there is more than one account, which the others could starve. */
    SEVERAL_ACCOUNTS,
    ALWAYS,
    NEVER
  }

  /**
   * A bucket.
   *
   * @param size how many calls may come at once
   * @param perSecond how many come back in a second
   */
  public record Rate(int size, int perSecond) {
    public Rate {
      if (size < 1 || perSecond < 1) {
        throw new IllegalArgumentException("a rate has a size and calls per second");
      }
    }

    /** Reads {@code 1300/300}; empty where the text is not of this form. */
    public static Optional<Rate> parse(String text) {
      return text.matches("[1-9][0-9]{0,7}/[1-9][0-9]{0,7}")
          ? Optional.of(new Rate(Integer.parseInt(text.substring(0, text.indexOf('/'))),
              Integer.parseInt(text.substring(text.indexOf('/') + 1))))
          : Optional.empty();
    }
  }

  private static Map<String, Rate> aws() {
    Map<String, Rate> rates = new HashMap<>();
    for (String operation : List.of("CreateActivity", "CreateStateMachine",
        "CreateStateMachineAlias", "DeleteActivity", "DeleteStateMachine",
        "DeleteStateMachineAlias", "DeleteStateMachineVersion", "ListMapRuns",
        "ListStateMachineAliases", "ListStateMachineVersions", "ListTagsForResource",
        "PublishStateMachineVersion", "UpdateMapRun", "UpdateStateMachine",
        "UpdateStateMachineAlias", "ValidateStateMachineDefinition")) {
      rates.put(operation, new Rate(100, 1));
    }
    for (String operation : List.of("DescribeActivity", "DescribeMapRun",
        "DescribeStateMachineAlias", "DescribeStateMachineForExecution", "TagResource",
        "UntagResource")) {
      rates.put(operation, new Rate(200, 1));
    }
    for (String operation : List.of("GetActivityTask", "SendTaskFailure", "SendTaskHeartbeat",
        "SendTaskSuccess")) {
      rates.put(operation, new Rate(3_000, 500));
    }
    rates.put("DescribeExecution", new Rate(300, 15));
    rates.put("DescribeStateMachine", new Rate(200, 20));
    rates.put("GetExecutionHistory", new Rate(400, 20));
    rates.put("ListActivities", new Rate(100, 10));
    rates.put("ListExecutions", new Rate(200, 5));
    rates.put("ListStateMachines", new Rate(100, 5));
    rates.put("RedriveExecution", new Rate(1_300, 300));
    rates.put("StartExecution", new Rate(6_000, 6_000));
    rates.put(STANDARD_START, new Rate(1_300, 300));
    rates.put("StopExecution", new Rate(1_000, 200));
    rates.put("TestState", new Rate(1, 1));
    return Map.copyOf(rates);
  }
}
