package dev.pawl.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.api.access.StoredPolicies;
import dev.pawl.core.access.PolicyDocument;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.tasks.RolePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;

/** The policies of roles, looked up at most every 5 seconds. While the database is away, tasks wait for the answer. */
final class RolePolicyCache implements RolePermissions.RolePolicies {
  private static final Logger LOG = LoggerFactory.getLogger(RolePolicyCache.class);

  /** Roles have no paths here: one that is passed under a path must not turn into another without it. */
  private static final Pattern ROLE = Pattern.compile(
      "arn:aws:iam::(?<account>[0-9]{12}):role/(?<name>[^/]+)");
  private static final Duration HOLDS = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_KNOWN = 10_000;

  private final StoredPolicies policies;
  private final Cache<String, List<PolicyDocument>> known = Caffeine.newBuilder()
      .maximumSize(MOST_KNOWN).expireAfterWrite(HOLDS).build();

  RolePolicyCache(StoredPolicies policies) {
    this.policies = policies;
  }

  @Override
  public List<PolicyDocument> of(String roleArn) throws InterruptedException {
    while (true) {
      try {
        return known.get(roleArn, this::load);
      } catch (DatabaseUnavailableException | DataAccessResourceFailureException
          | TransientDataAccessException | RecoverableDataAccessException e) {
        // The database's watch tells the operator, once for all.
        LOG.debug("the policies of {} are looked up again: {}", roleArn, e.getMessage());
        Thread.sleep(PAUSE);
      }
    }
  }

  private List<PolicyDocument> load(String arn) {
    Matcher role = ROLE.matcher(arn);
    return role.matches()
        ? policies.ofRole(role.group("account"), role.group("name"))
        : List.of();
  }
}
