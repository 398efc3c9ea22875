package dev.pawl.tasks.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Finds the credentials for the calls of a role. The first rule that fits decides; without one a state machine's role
 * means the node's own credentials, and the role of a state's {@code Credentials} is assumed. Safe for any number of
 * threads.
 */
public final class RoleCredentials implements AutoCloseable {
  private static final String SESSION = "pawl";
  private static final int MOST_KEPT = 1_000;
  private static final Duration UNUSED = Duration.ofHours(1);

  private final List<CredentialRule> rules;
  private final Supplier<StsClient> sts;
  private final Cache<Roles, Found> kept = Caffeine.newBuilder()
      .maximumSize(MOST_KEPT).expireAfterAccess(UNUSED)
      .<Roles, Found>removalListener((_, found, _) -> close(found))
      .build();

  /** Who calls: a state machine's role, and the one that it assumes for a call, if any. */
  private record Roles(String machine, @Nullable String assumed) {}

  /** @param provider empty for the node's own */
  private record Found(Optional<AwsCredentialsProvider> provider) {}

  public RoleCredentials(List<CredentialRule> rules, Supplier<StsClient> sts) {
    this.rules = List.copyOf(rules);
    this.sts = sts;
  }

  /**
   * The credentials of a call; empty for the node's own.
   *
   * @param machineRole the state machine's role; empty where it has none
   * @param assumed the role of the state's {@code Credentials}; null where it has none
   * @throws UncheckedIOException where a secret's file cannot be read
   */
  public Optional<AwsCredentialsProvider> of(String machineRole, @Nullable String assumed) {
    return kept.get(new Roles(machineRole, assumed), this::find).provider();
  }

  /** What a state gets whose role has no credentials. */
  public static StatesError refusal(TaskRequest task, String why) {
    String assumed = task.roleArn();
    return new StatesError(StatesError.TASK_FAILED, Causes.cut(assumed == null
        ? "There are no credentials for the role " + task.executionRole() + ": " + why
        : "The role " + task.executionRole()
            + " is not authorized to assume the task state's role, " + assumed + ": " + why));
  }

  private Found find(Roles roles) {
    Optional<AwsCredentialsProvider> machine = provider(roles.machine(),
        way(roles.machine()).orElse(new CredentialRule.Way.Node()), Optional.empty());
    String assumed = roles.assumed();
    return new Found(assumed == null
        ? machine
        : provider(assumed,
            way(assumed).orElse(new CredentialRule.Way.AssumeRole(Optional.empty())), machine));
  }

  private Optional<CredentialRule.Way> way(String role) {
    return rules.stream().filter(rule -> rule.fits(role)).findFirst().map(CredentialRule::way);
  }

  private Optional<AwsCredentialsProvider> provider(String role, CredentialRule.Way way,
      Optional<AwsCredentialsProvider> asking) {
    return switch (way) {
      case CredentialRule.Way.Node _ -> Optional.empty();
      case CredentialRule.Way.None _ -> Optional.of(AnonymousCredentialsProvider.create());
      case CredentialRule.Way.AssumeRole(Optional<String> externalId) -> Optional.of(
          StsAssumeRoleCredentialsProvider.builder().stsClient(sts.get())
              .refreshRequest(AssumeRoleRequest.builder().roleArn(role).roleSessionName(SESSION)
                  .externalId(externalId.orElse(null))
                  .overrideConfiguration(
                      config -> asking.ifPresent(config::credentialsProvider))
                  .build())
              .build());
      case CredentialRule.Way.WebIdentity web -> Optional.of(
          StsWebIdentityTokenFileCredentialsProvider.builder().stsClient(sts.get()).roleArn(role)
              .roleSessionName(SESSION).webIdentityTokenFile(web.tokenFile()).build());
      case CredentialRule.Way.KeyPair pair -> Optional.of(() -> read(pair));
    };
  }

  private static AwsBasicCredentials read(CredentialRule.Way.KeyPair pair) {
    try {
      return AwsBasicCredentials.create(pair.accessKeyId(),
          Files.readString(pair.secretAccessKeyFile()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The secret of " + pair.accessKeyId() + " cannot be read", e);
    }
  }

  private static void close(@Nullable Found found) {
    if (found != null && found.provider().orElse(null) instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  @Override
  public void close() {
    kept.invalidateAll();
    kept.cleanUp();
  }
}
