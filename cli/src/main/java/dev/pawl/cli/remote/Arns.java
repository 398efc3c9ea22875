package dev.pawl.cli.remote;

import dev.pawl.cli.CliException;
import dev.pawl.cli.ExitCodes;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;

/** People write names; the service wants ARNs. */
final class Arns {
  private static final String PREFIX = "arn:";

  private Arns() {}

  /**
   * The ARN of a state machine.
   *
   * @param reference an ARN, or a name
   * @throws CliException where no state machine has the name
   */
  static String ofMachine(SfnClient client, String reference) {
    return reference.startsWith(PREFIX)
        ? reference
        : client.listStateMachinesPaginator().stateMachines().stream()
            .filter(machine -> machine.name().equals(reference))
            .map(StateMachineListItem::stateMachineArn)
            .findFirst()
            .orElseThrow(() -> new CliException(ExitCodes.REFUSED,
                "There is no state machine '" + reference + "'."));
  }

  /**
   * The ARN of an execution.
   *
   * @param reference an ARN, or a state machine's name, a slash and the execution's
   * @throws CliException where it is neither, or no state machine has the name
   */
  static String ofExecution(SfnClient client, String reference) {
    if (reference.startsWith(PREFIX)) {
      return reference;
    }
    int slash = reference.indexOf('/');
    if (slash < 1 || slash == reference.length() - 1) {
      throw new CliException(ExitCodes.REFUSED,
          "'" + reference + "' is no execution: give its ARN, or MACHINE/NAME.");
    }
    return ofMachine(client, reference.substring(0, slash))
        .replaceFirst(":stateMachine:", ":execution:") + ":" + reference.substring(slash + 1);
  }
}
