package dev.pawl.bench.hostile;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Definitions with all types of states in both query languages, most of them then made worse. */
final class Definitions {
  private static final List<String> TYPES = List.of("Pass", "Task", "Choice", "Wait", "Succeed",
      "Fail", "Parallel", "Map");
  private static final String ROLE = "arn:aws:iam::000000000000:role/fuzz";

  private final Dice dice;
  private final Mutation mutation;
  private final Expressions expressions;

  Definitions(Dice dice) {
    this.dice = dice;
    this.mutation = new Mutation(dice);
    this.expressions = new Expressions(dice);
  }

  /** A request that has such a definition in it. */
  RawRequest request() {
    boolean isTest = dice.once(4);
    boolean isJsonata = dice.once(2);
    Object valid = isTest
        ? state(dice.pick(TYPES), "Next", isJsonata, 0)
        : machine(isJsonata, 0);
    for (int times = dice.below(4); times > 0; times--) {
      Object worse = mutation.tree(valid);
      valid = worse == null ? Map.of() : worse;
    }
    String text = mutation.json(valid);
    if (dice.once(6)) {
      text = mutation.text(text);
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("definition", text);
    // A test of a Wait takes as long as the wait; nothing is wrong with that.
    boolean mayWait = text.contains("Wait") || text.contains("Seconds")
        || text.contains("Timestamp")
        || text.contains("\\u");
    if (isTest && !mayWait) {
      return test(text, body);
    }
    if (dice.once(3)) {
      body.put("name", "fuzzed-" + Known.name(dice));
      body.put("roleArn", ROLE);
      return RawRequest.of("CreateStateMachine", mutation.json(body));
    }
    return RawRequest.of("ValidateStateMachineDefinition", mutation.json(body));
  }

  private RawRequest test(String text, Map<String, @Nullable Object> body) {
    body.put("roleArn", ROLE);
    body.put("input", "{\"a\":1,\"items\":[1,2,{\"b\":\"c\"}]}");
    body.put("inspectionLevel", dice.pick("INFO", "DEBUG", "TRACE"));
    // Without a mock the call would be made.
    if (text.contains("Task") || text.contains("Map") || text.contains("Parallel")
        || text.contains("Resource")) {
      body.put("mock", dice.once(3)
          ? Map.of("errorOutput", Map.of("error", "E", "cause", "c"))
          : Map.of("result", dice.pick("{}", "[]", "[1]", "1", "{\"a\":1}", "{")));
    }
    return RawRequest.of("TestState", mutation.json(body).getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, @Nullable Object> machine(boolean isJsonata, int depth) {
    Map<String, @Nullable Object> states = new LinkedHashMap<>();
    int count = 1 + dice.below(depth == 0 ? 5 : 2);
    for (int i = 0; i < count; i++) {
      states.put("S" + i,
          state(dice.pick(TYPES), i + 1 < count ? "S" + (i + 1) : "", isJsonata, depth));
    }
    Map<String, @Nullable Object> machine = new LinkedHashMap<>();
    if (isJsonata && depth == 0) {
      machine.put("QueryLanguage", "JSONata");
    }
    if (dice.once(6) && depth == 0) {
      machine.put("TimeoutSeconds", dice.below(1_000));
      machine.put("Version", "1.0");
    }
    machine.put("StartAt", "S0");
    machine.put("States", states);
    return machine;
  }

  /** @param next empty where the state is the last one */
  private Map<String, @Nullable Object> state(String type, String next, boolean isJsonata,
      int depth) {
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    boolean isNesting = type.equals("Parallel") || type.equals("Map");
    String kind = isNesting && depth >= 2 ? "Pass" : type;
    state.put("Type", kind);
    if (isJsonata && dice.once(3)) {
      state.put("QueryLanguage", "JSONata");
    }
    if (!List.of("Succeed", "Fail", "Choice").contains(kind)) {
      state.put(next.isEmpty() ? "End" : "Next", next.isEmpty() ? true : next);
    }
    switch (kind) {
      case "Task" -> {
        state.put("Resource", dice.pick("arn:aws:states:::lambda:invoke",
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "arn:aws:states:::http:invoke",
            "arn:aws:states:::states:startExecution.sync:2",
            "arn:aws:states:::aws-sdk:s3:getObject",
            "arn:aws:lambda:us-east-1:000000000000:function:f",
            "arn:aws:states:us-east-1:000000000000:activity:a",
            "arn:aws:states:::dynamodb:putItem"));
        state.put(isJsonata ? "Arguments" : "Parameters", template(isJsonata));
        retries(state);
      }
      case "Choice" -> {
        state.put("Choices", List.of(rule(next.isEmpty() ? "S0" : next, isJsonata)));
        state.put("Default", next.isEmpty() ? "S0" : next);
      }
      case "Wait" -> state.put(dice.pick("Seconds", "Timestamp", "SecondsPath", "TimestampPath"),
          dice.pick(dice.below(100), "2030-01-01T00:00:00Z", "$.a",
              "{% " + expressions.jsonata() + " %}"));
      case "Fail" -> state.put(dice.pick("Error", "Cause", "ErrorPath", "CausePath"),
          dice.pick("E", "$.a", "States.Format('{}', $.a)"));
      case "Parallel" -> {
        state.put("Branches", List.of(machine(isJsonata, depth + 1)));
        retries(state);
      }
      case "Map" -> {
        Map<String, @Nullable Object> processor = machine(isJsonata, depth + 1);
        if (dice.once(3)) {
          processor.put("ProcessorConfig", Map.of("Mode", dice.pick("INLINE", "DISTRIBUTED"),
              "ExecutionType", dice.pick("STANDARD", "EXPRESS")));
          state.put("ItemReader", Map.of("Resource", "arn:aws:states:::s3:getObject",
              "ReaderConfig", Map.of("InputType", dice.pick("CSV", "JSON", "JSONL", "MANIFEST"))));
          state.put("ToleratedFailurePercentage", dice.below(120));
        }
        state.put("ItemProcessor", processor);
        state.put("MaxConcurrency", dice.below(50));
        retries(state);
      }
      default -> {
        // Pass and Succeed have the shared fields alone.
      }
    }
    data(state, kind, isJsonata);
    return state;
  }

  private void data(Map<String, @Nullable Object> state, String kind, boolean isJsonata) {
    if (kind.equals("Fail")) {
      return;
    }
    if (isJsonata) {
      if (dice.once(2)) {
        state.put(kind.equals("Choice") ? "Assign" : "Output", template(true));
      }
    } else {
      if (dice.once(3)) {
        state.put("InputPath", expressions.path());
      }
      if (dice.once(4)) {
        state.put("OutputPath", expressions.path());
      }
      if (kind.equals("Pass") && dice.once(2)) {
        state.put("Parameters", template(false));
        state.put("ResultPath", dice.pick("$", "$.r", "$.a.b[0]", "null"));
      }
    }
    if (!kind.equals("Succeed") && dice.once(5)) {
      state.put("Assign", template(isJsonata));
    }
  }

  private void retries(Map<String, @Nullable Object> state) {
    if (dice.once(3)) {
      state.put("Retry", List.of(Map.of("ErrorEquals", List.of("States.ALL"), "IntervalSeconds",
          1 + dice.below(9), "MaxAttempts", dice.below(5), "BackoffRate", 2)));
      state.put("Catch", List.of(Map.of("ErrorEquals", List.of("States.ALL"), "Next", "S0")));
    }
  }

  private Map<String, @Nullable Object> rule(String next, boolean isJsonata) {
    Map<String, @Nullable Object> rule = new LinkedHashMap<>();
    if (isJsonata) {
      rule.put("Condition", "{% " + expressions.jsonata() + " %}");
    } else if (dice.once(3)) {
      rule.put(dice.pick("And", "Or"), List.of(Map.of("Variable", "$.a", "IsPresent", true),
          Map.of("Not", Map.of("Variable", expressions.path(), "IsNull", true))));
    } else {
      rule.put("Variable", expressions.path());
      rule.put(dice.pick("StringEquals", "NumericLessThan", "StringMatches", "IsTimestamp",
          "TimestampGreaterThanEqualsPath", "BooleanEquals", "NumericEqualsPath"),
          dice.pick("*a*", "$.a", true, 7, "2024-01-01T00:00:00Z"));
    }
    rule.put("Next", next);
    return rule;
  }

  private Map<String, @Nullable Object> template(boolean isJsonata) {
    return isJsonata
        ? Map.of("v", "{% " + expressions.jsonata() + " %}", "w", List.of(1, "x"))
        : Map.of("v.$", dice.once(2) ? expressions.path() : expressions.intrinsic(), "w", "x");
  }
}
