package dev.pawl.bench.engine;

import java.util.function.IntFunction;

/** The definitions that the engine is measured with. */
final class Machines {
  private Machines() {}

  /** Pass states, one after the other. */
  static String passes(int states) {
    return chain(states, _ -> "\"Type\": \"Pass\"");
  }

  /** Task states, one after the other. */
  static String tasks(int states) {
    return chain(
        states,
        _ -> "\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:us-east-1:000000000000:function:echo\"");
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
