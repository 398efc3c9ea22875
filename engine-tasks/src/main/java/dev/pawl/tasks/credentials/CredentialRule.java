package dev.pawl.tasks.credentials;

import dev.pawl.core.access.Wildcards;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How the calls of some roles are signed.
 *
 * @param role ARNs of roles, with {@code *} and {@code ?} as in policies
 */
public record CredentialRule(String role, Way way) {
  /** Whether it is about a role. */
  boolean fits(String roleArn) {
    return Wildcards.matches(role, roleArn);
  }

  /** Where the credentials come from. */
  public sealed interface Way {
    /** Those of the node. */
    record Node() implements Way {}

    /** No signature at all. */
    record None() implements Way {}

    /**
     * Those that STS gives for the role.
     *
     * @param externalId what the role's trust policy asks for; empty for nothing
     */
    record AssumeRole(Optional<String> externalId) implements Way {}

    /**
     * Those that STS gives for the role to whoever has a token.
     *
     * @param tokenFile the token, read again when other credentials are needed
     */
    record WebIdentity(Path tokenFile) implements Way {}

    /**
     * A key pair.
     *
     * @param secretAccessKeyFile the secret alone
     */
    record KeyPair(String accessKeyId, Path secretAccessKeyFile) implements Way {}
  }
}
