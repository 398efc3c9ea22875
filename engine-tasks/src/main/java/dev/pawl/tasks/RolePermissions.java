package dev.pawl.tasks;

import dev.pawl.core.access.AccessDecision;
import dev.pawl.core.access.AccessRequest;
import dev.pawl.core.access.Policies;
import dev.pawl.core.access.PolicyDocument;
import dev.pawl.core.access.TaskRights;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import java.util.List;
import java.util.Optional;

/**
 * Decides by the policies of the state machine's role. Calls are made with the credentials of the node, which may do
 * more than any one state machine should.
 */
public final class RolePermissions implements Permissions {
  private static final int ARN_PARTS = 6;

  private final String region;
  private final String operator;
  private final RolePolicies policies;

  /** Knows the policies of roles. */
  @FunctionalInterface
  public interface RolePolicies {
    /**
     * What a role has; nothing for one that there is not.
     *
     * @throws InterruptedException when nobody waits for the answer any more
     */
    List<PolicyDocument> of(String roleArn) throws InterruptedException;
  }

  /** @param operator the account that the node's credentials belong to: it alone may name resources of others */
  public RolePermissions(String region, String operator, RolePolicies policies) {
    this.region = region;
    this.operator = operator;
    this.policies = policies;
  }

  @Override
  public Optional<StatesError> refusal(TaskRequest task) throws InterruptedException {
    String account = Arn.accountOf(task.executionArn());
    String role = task.executionRole();
    String assumed = task.roleArn();
    if (assumed != null) {
      Optional<StatesError> refusal = refusal(role, account,
          new AccessRequest("sts:AssumeRole", assumed));
      if (refusal.isPresent()) {
        return refusal;
      }
      role = assumed;
    }
    for (AccessRequest needed : new TaskRights(region, account).of(task)) {
      Optional<StatesError> refusal = refusal(role, account, needed);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<StatesError> refusal(String role, String account, AccessRequest needed)
      throws InterruptedException {
    List<PolicyDocument> known = ownerOf(role).filter(account::equals).isPresent()
        ? policies.of(role)
        : List.of();
    return why(Policies.decide(known, needed), account, needed)
        .map(why -> new StatesError(StatesError.PERMISSIONS,
            Causes.cut("The role '" + role + "' is not authorized to perform: " + needed.action()
                + " on resource: " + needed.resource() + why)));
  }

  private Optional<String> why(AccessDecision decision, String account, AccessRequest needed) {
    return switch (decision) {
      case EXPLICITLY_DENIED -> Optional.of(" with an explicit deny in an identity-based policy");
      case NOT_ALLOWED -> Optional.of(
          " because no identity-based policy allows the " + needed.action() + " action");
      case ALLOWED -> isReachable(account, needed.resource())
          ? Optional.empty()
          : Optional.of(" because the resource belongs to another account");
    };
  }

  /** A bucket's name has no account: what it is to whom is said by the bucket's own policy. */
  private boolean isReachable(String account, String resource) {
    return account.equals(operator)
        || ownerOf(resource).filter(owner -> !owner.isEmpty() && !owner.equals(account)).isEmpty();
  }

  private static Optional<String> ownerOf(String arn) {
    String[] parts = arn.split(":", ARN_PARTS);
    return parts.length < ARN_PARTS ? Optional.empty() : Optional.of(parts[4]);
  }
}
