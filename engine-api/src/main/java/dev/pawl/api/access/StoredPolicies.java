package dev.pawl.api.access;

import dev.pawl.core.access.InvalidPolicyException;
import dev.pawl.core.access.PolicyDocument;
import dev.pawl.db.access.AccessPolicies;
import dev.pawl.db.access.AccessPolicies.Holder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the policies of users and roles. */
public final class StoredPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(StoredPolicies.class);

  private final AccessPolicies policies;

  public StoredPolicies(AccessPolicies policies) {
    this.policies = policies;
  }

  /** What a user has, as it is stored now; nothing for one that there is not. */
  public List<PolicyDocument> ofUser(String account, String name) {
    return of(Holder.USER, account, name);
  }

  /** What a role has, as it is stored now; nothing for one that there is not. */
  public List<PolicyDocument> ofRole(String account, String name) {
    return of(Holder.ROLE, account, name);
  }

  private List<PolicyDocument> of(Holder holder, String account, String name) {
    return policies.of(holder, account, name).stream()
        .map(policy -> read(account, name, policy)).toList();
  }

  /** Fails closed: who has a policy that cannot be read any more may do nothing. */
  private static PolicyDocument read(String account, String name, AccessPolicies.Policy policy) {
    try {
      return PolicyDocument.parse(policy.document());
    } catch (InvalidPolicyException e) {
      LOG.error("{} of account {} is denied everything: the policy {} cannot be read: {}", name,
          account, policy.name(), e.getMessage());
      return PolicyDocument.denyAll();
    }
  }
}
