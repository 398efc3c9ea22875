package dev.pawl.core.access;

import java.util.List;

/** Decides requests by policies: a denial wins over all that is allowed, and what is not allowed is denied. */
public final class Policies {
  private Policies() {}

  /** What policies together say of a request. */
  public static AccessDecision decide(List<PolicyDocument> policies, AccessRequest request) {
    boolean allowed = false;
    for (PolicyDocument policy : policies) {
      for (Statement statement : policy.statements()) {
        if (statement.isAbout(request)) {
          if (statement.effect() == Statement.Effect.DENY) {
            return AccessDecision.EXPLICITLY_DENIED;
          }
          allowed = true;
        }
      }
    }
    return allowed ? AccessDecision.ALLOWED : AccessDecision.NOT_ALLOWED;
  }
}
