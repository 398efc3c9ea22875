package dev.pawl.local;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.identity.Arn;

/**
 * A state machine that is in no catalogue.
 *
 * @param name as the context object shows it; 1 to 80 characters
 * @param region as ARNs show it
 * @param account 12 digits
 */
public record LocalMachine(StateMachine definition, MachineType type, String name, String region,
    String account) {

  Arn.StateMachine arn() {
    return new Arn.StateMachine(region, account, name);
  }

  String roleArn() {
    return "arn:aws:iam::" + account + ":role/pawl-local";
  }
}
