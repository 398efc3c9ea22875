package dev.pawl.core.interpreter;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What never changes about an execution, or only by a redrive.
 *
 * @param shard where its rows live; 0 to 255
 * @param region the region its service calls are recorded with
 * @param parent who waits for it
 * @param by what its state machine was named by at the start; only the first event tells of it
 * @param input the input of the execution, as text when it was started
 */
public record Execution(UUID id, int shard, String arn, String name, String roleArn,
    String stateMachineArn,
    String stateMachineName, String region, Payload input, Instant startedAt,
    ExecutionKind kind, Redrives redrives, Optional<Parent> parent, Qualifier by) {

  /** An execution that was never redriven, and for which nobody waits. */
  public Execution(UUID id, int shard, String arn, String name, String roleArn,
      String stateMachineArn, String stateMachineName, String region, Payload input,
      Instant startedAt, ExecutionKind kind) {
    this(id, shard, arn, name, roleArn, stateMachineArn, stateMachineName, region, input, startedAt,
        kind, Redrives.NONE, Optional.empty(), Qualifier.none());
  }

  /** The account that it belongs to. */
  public String account() {
    return Arn.accountOf(arn);
  }

  /** The same execution, redriven. */
  public Execution redriven(Redrives newRedrives) {
    return new Execution(id, shard, arn, name, roleArn, stateMachineArn, stateMachineName, region,
        input, startedAt, kind, newRedrives, parent, by);
  }

  /** The same execution, for which somebody waits. */
  public Execution of(Optional<Parent> newParent) {
    return new Execution(id, shard, arn, name, roleArn, stateMachineArn, stateMachineName, region,
        input, startedAt, kind, redrives, newParent, by);
  }

  /** The same execution, started by a version or an alias. */
  public Execution by(Qualifier qualifier) {
    return new Execution(id, shard, arn, name, roleArn, stateMachineArn, stateMachineName, region,
        input, startedAt, kind, redrives, parent, qualifier);
  }
}
