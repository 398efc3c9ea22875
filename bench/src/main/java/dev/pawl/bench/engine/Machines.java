package dev.pawl.bench.engine;

import java.util.function.IntFunction;

/** The definitions that the engine is measured with. */
final class Machines {
  private static final String TASK = "\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:000000000000:function:echo\"";

  private Machines() {}

  /** Pass states, one after the other. */
  static String passes(int states) {
    return chain(states, _ -> "\"Type\": \"Pass\"");
  }

  /** Task states, one after the other. */
  static String tasks(int states) {
    return chain(states, _ -> TASK);
  }

  /** One Wait, for years. */
  static String waitForYears() {
    return chain(1, _ -> "\"Type\": \"Wait\", \"Timestamp\": \"2030-01-01T00:00:00Z\"");
  }

  /** One Wait, until a time in the input. */
  static String waitUntil() {
    return chain(1, _ -> "\"Type\": \"Wait\", \"TimestampPath\": \"$.at\"");
  }

  /** One Wait until a time in the input, then Task states. */
  static String waitThenTasks(int tasks) {
    return chain(tasks + 1,
        i -> i == 1 ? "\"Type\": \"Wait\", \"TimestampPath\": \"$.at\"" : TASK);
  }

  /** One callback task, whose call gets the token. */
  static String callback() {
    return """
        {"QueryLanguage": "JSONata", "StartAt": "S1", "States": {"S1": {"Type": "Task",
          "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Arguments": "{% $states.context.Task.Token %}", "End": true}}}
        """;
  }

  /** One activity task, whose input says when it was scheduled. */
  static String activity(String arn) {
    return """
        {"StartAt": "S1", "States": {"S1": {"Type": "Task", "Resource": "%s", "TimeoutSeconds": 60,
          "Parameters": {"id.$": "$.id", "at.$": "$$.State.EnteredTime"}, "End": true}}}
        """.formatted(arn);
  }

  /** An inline Map over the input's {@code items}, one Task for each. */
  static String map() {
    return """
        {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 40,
          "ItemProcessor": {"StartAt": "S", "States": {"S": {%s, "End": true}}}, "End": true}}}
        """.formatted(TASK);
  }

  /** @param state the fields of the state with a number, without where it goes next */
  private static String chain(int states, IntFunction<String> state) {
    var text = new StringBuilder("{\"StartAt\": \"S1\", \"States\": {");
    for (int i = 1; i <= states; i++) {
      text.append(i == 1 ? "" : ", ").append("\"S").append(i).append("\": {").append(state.apply(i))
          .append(i == states ? ", \"End\": true}" : ", \"Next\": \"S" + (i + 1) + "\"}");
    }
    return text.append("}}").toString();
  }
}
