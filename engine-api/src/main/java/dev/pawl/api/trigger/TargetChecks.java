package dev.pawl.api.trigger;

import dev.pawl.api.access.Call;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.core.access.AccessRequest;
import dev.pawl.core.access.TaskRights;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.triggers.InvalidTriggerException;
import dev.pawl.triggers.TargetCall;
import dev.pawl.triggers.TargetInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Looks at targets when they are set up: a call must be known for each, and it must be permitted: to the target's role,
 * which the caller may pass, or where it has none to the caller, since nobody will be asked later.
 */
final class TargetChecks {
  private static final int ARN_PARTS = 6;
  private static final int ACCOUNT = 4;

  private final String service;
  private final String region;
  private final String account;

  /** @param service that roles are passed to, e.g. {@code events.amazonaws.com} */
  TargetChecks(String service, String region, String account) {
    this.service = service;
    this.region = region;
    this.account = account;
  }

  /** @throws dev.pawl.api.protocol.ApiException {@code AccessDeniedException} */
  void passRole(String role) {
    Call.current().check("iam:PassRole", role, Map.of("iam:PassedToService", List.of(service)));
  }

  /** A target of a rule: its input comes from events. */
  void target(Asked target) {
    EventRules.valid(() -> TargetInput.of(target.members()), ApiError.VALIDATION);
    call(target, "{}");
  }

  /** A target whose input is known. */
  void call(Asked target, String input) {
    TargetCall call;
    try {
      call = TargetCall.of(target.members(), input, new UUID(0, 0));
    } catch (InvalidTriggerException e) {
      throw Asked.invalid(String.valueOf(e.getMessage()));
    }
    if (call.role().isPresent()) {
      passRole(call.role().get());
    } else {
      may(call);
    }
    // Nobody passes a role for what goes to a dead letter queue.
    EventRules.valid(() -> call.deadLetter("", "", "", "").ifPresent(this::may),
        ApiError.VALIDATION);
  }

  /** Calls without a role are made with the node's credentials, which may reach what this account must not. */
  private boolean isOurs(String resource) {
    String[] parts = resource.split(":", ARN_PARTS);
    return parts.length == ARN_PARTS && parts[ACCOUNT].equals(account);
  }

  private void may(TargetCall call) {
    String source = "arn:aws:events:" + region + ':' + account + ":rule/x";
    TaskRequest request = new TaskRequest(new TaskToken(0, new UUID(0, 0), 1, 0), Instant.EPOCH,
        call.resource(), call.parameters(), source, "", "", null, Duration.ZERO);
    for (AccessRequest needed : new TaskRights(region, account).of(request)) {
      if (!isOurs(needed.resource())) {
        throw ApiError.ACCESS_DENIED.about("A target without a role must be a resource of this"
            + " account: " + needed.resource());
      }
      Call.current().check(needed.action(), needed.resource(), needed.context());
    }
  }
}
