package dev.pawl.api.access;

import dev.pawl.core.access.AccessDecision;
import dev.pawl.core.access.AccessRequest;
import dev.pawl.core.access.Policies;
import dev.pawl.core.access.PolicyDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who sent a request.
 *
 * @param account the tenant; everything that the request names is looked for in it alone
 * @param arn names the caller to people, e.g. {@code arn:aws:iam::000000000000:user/admin}
 * @param policies what the caller may do
 * @param context what conditions of policies may ask of the caller
 */
public record Caller(String account, String arn, List<PolicyDocument> policies,
    Map<String, List<String>> context) {
  public Caller {
    policies = List.copyOf(policies);
    context = Map.copyOf(context);
  }

  /** What the policies say of an action. */
  public AccessDecision decide(String action, String resource,
      Map<String, List<String>> more) {
    if (more.isEmpty()) {
      return Policies.decide(policies, new AccessRequest(action, resource, context));
    }
    Map<String, List<String>> all = new HashMap<>(context);
    all.putAll(more);
    return Policies.decide(policies, new AccessRequest(action, resource, all));
  }
}
