package dev.pawl.bench.hostile;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * What there is on the node, so that requests get further than to "does not exist".
 *
 * @param prefix of the ARNs of the account
 * @param machines ARNs of machines that stay, all of which end at once
 * @param activity ARN of one that stays
 */
record Known(String prefix, List<String> machines, String activity, List<String> executions) {
  private static final int NAMES = 200;

  /** Makes all of it. */
  static Known on(URI endpoint) throws IOException {
    try (RawConnection connection = new RawConnection(endpoint)) {
      List<String> machines = new ArrayList<>();
      List<String> executions = new ArrayList<>();
      for (String type : List.of("STANDARD", "EXPRESS")) {
        String machine = made(connection, "CreateStateMachine",
            """
            {"name": "known-%s", "type": "%s", "roleArn": "arn:aws:iam::000000000000:role/fuzz",
             "definition": "{\\"StartAt\\":\\"P\\",\\"States\\":{\\"P\\":{\\"Type\\":\\"Pass\\",\\"End\\":true}}}"}"""
                .formatted(type, type),
            "stateMachineArn");
        machines.add(machine);
        executions.add(made(connection, "StartExecution",
            "{\"stateMachineArn\":\"" + machine + "\"}", "executionArn"));
      }
      String activity = made(connection, "CreateActivity", "{\"name\":\"known\"}", "activityArn");
      return new Known(activity.substring(0, activity.indexOf("activity:")), machines, activity,
          executions);
    }
  }

  private static String made(RawConnection connection, String operation, String body, String member)
      throws IOException {
    RawAnswer answer = connection.send(RawRequest.of(operation, body));
    if (answer.status() == 200 && answer.member(member) instanceof String arn) {
      return arn;
    }
    throw new IllegalStateException(operation + ": " + answer.body());
  }

  static String name(Dice dice) {
    return "fuzz-" + dice.below(NAMES);
  }

  String machine(Dice dice) {
    return dice.once(2) ? dice.pick(machines) : mayGo(dice);
  }

  /** A machine, a version or an alias that may be there, and may be deleted. */
  String mayGo(Dice dice) {
    return prefix + "stateMachine:" + name(dice) + dice.pick("", "", ":1", ":2", ":fuzz-1");
  }

  String activity(boolean mayStay, Dice dice) {
    return mayStay && dice.once(2) ? activity : prefix + "activity:absent-" + dice.below(NAMES);
  }

  String execution(Dice dice) {
    return dice.once(2)
        ? dice.pick(executions)
        : prefix + "execution:known-STANDARD:" + name(dice);
  }
}
