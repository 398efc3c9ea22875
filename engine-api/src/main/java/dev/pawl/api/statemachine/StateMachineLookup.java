package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Arns;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachines;
import java.util.Optional;

/** Finds state machines by the ARNs of requests. Those of other accounts and regions do not exist. */
public final class StateMachineLookup {
  private final ApiSettings settings;

  /** Starts of one state machine come in great numbers at once. */
  private final SharedReads<String, Optional<StateMachineRow>> byName;

  public StateMachineLookup(StateMachines stateMachines, ApiSettings settings) {
    this.settings = settings;
    this.byName = new SharedReads<>(name -> stateMachines.findByName(settings.account(), name));
  }

  /**
   * The state machine of an ARN, which may be one that waits for its deletion.
   *
   * @throws ApiException {@code InvalidArn}, or {@code StateMachineDoesNotExist} where there is none; this build
   *     has no versions and aliases
   */
  public StateMachineRow require(String arn) {
    return find(arn).orElseThrow(() -> ApiError.STATE_MACHINE_DOES_NOT_EXIST.about(arn));
  }

  /**
   * As {@link #require}; empty where there is none.
   *
   * @throws ApiException {@code InvalidArn}
   */
  public Optional<StateMachineRow> find(String arn) {
    return Arns.stateMachine(arn) instanceof Arn.StateMachine machine
        && machine.account().equals(settings.account())
        && machine.region().equals(settings.region())
            ? named(machine.name())
            : Optional.empty();
  }

  /** The state machine of a name. */
  public Optional<StateMachineRow> named(String name) {
    return byName.get(name);
  }

  /** The ARN of a state machine. */
  public String arn(String name) {
    return new Arn.StateMachine(settings.region(), settings.account(), name).text();
  }
}
