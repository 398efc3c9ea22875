package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.credentials.RoleCredentials;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/** Makes calls with the SDK and tells what came of them. Safe for any number of threads. */
final class SdkCalls {
  /** The most that a state may get; a body that is longer is not read to its end. */
  static final int MAX_BODY_BYTES = 262_144;

  private final SdkClients clients;
  private final RoleCredentials credentials;

  SdkCalls(SdkClients clients, RoleCredentials credentials) {
    this.clients = clients;
    this.credentials = credentials;
  }

  /**
   * Makes one call.
   *
   * @param recovery {@code RESEND} lets the SDK repeat the call where the service throttles or fails
   * @throws InterruptedException when the attempt is no longer wanted
   */
  Outcome<SdkAnswer> call(SdkService service, SdkOperation operation, AwsRequest.Builder request,
      RequestBody body, TaskRequest task, RecoveryClass recovery, SdkErrors errors)
      throws InterruptedException {
    AwsRequestOverrideConfiguration.Builder config = AwsRequestOverrideConfiguration.builder()
        .apiCallTimeout(bounded(task.timeout()));
    Outcome<AwsRequestOverrideConfiguration> signed = signed(config, task);
    return switch (signed) {
      case Outcome.Failed<AwsRequestOverrideConfiguration> failed -> Outcome.failed(failed.error());
      case Outcome.Ok<AwsRequestOverrideConfiguration>(AwsRequestOverrideConfiguration known) -> {
        request.overrideConfiguration(known);
        yield send(service, operation, request, body, task, recovery, errors);
      }
    };
  }

  /** With the credentials of the role that calls; they are asked for first, so that their failure is told apart. */
  private Outcome<AwsRequestOverrideConfiguration> signed(
      AwsRequestOverrideConfiguration.Builder config, TaskRequest task)
      throws InterruptedException {
    try {
      Optional<AwsCredentialsProvider> provider = credentials.of(task.executionRole(),
          task.roleArn());
      provider.ifPresent(AwsCredentialsProvider::resolveCredentials);
      provider.ifPresent(config::credentialsProvider);
      return Outcome.ok(config.build());
    } catch (SdkException e) {
      if (interrupted(e)) {
        throw new InterruptedException("The call of " + task.resource().arn() + " was cut off");
      }
      return Outcome.failed(RoleCredentials.refusal(task, String.valueOf(e.getMessage())));
    } catch (UncheckedIOException e) {
      return Outcome.failed(RoleCredentials.refusal(task, String.valueOf(e.getMessage())));
    }
  }

  private Outcome<SdkAnswer> send(SdkService service, SdkOperation operation,
      AwsRequest.Builder request, RequestBody body, TaskRequest task, RecoveryClass recovery,
      SdkErrors errors) throws InterruptedException {
    try {
      SdkAnswer answer = operation.call(clients.client(service, recovery), request.build(), body,
          MAX_BODY_BYTES);
      if (answer.body().filter(bytes -> bytes.length > MAX_BODY_BYTES).isPresent()) {
        return Outcome.failed(new StatesError(StatesError.DATA_LIMIT_EXCEEDED, "The state/task '"
            + task.resource().arn()
            + "' returned a result with a size exceeding the maximum number of bytes service limit."));
      }
      return Outcome.ok(answer);
    } catch (SdkException e) {
      if (interrupted(e)) {
        throw new InterruptedException("The call of " + task.resource().arn() + " was cut off");
      }
      return Outcome.failed(errors.of(e));
    } catch (IllegalArgumentException | NullPointerException e) {
      // The SDK refuses a request that lacks what its URL needs, and sends nothing.
      return unusable(task.parameters(), String.valueOf(e.getMessage()));
    }
  }

  /** Parameters that do not fit the call: nothing was sent. */
  static <T> Outcome<T> unusable(Payload parameters, @Nullable String reason) {
    return Outcome.failed(StatesError.runtime(Causes.cut("The Parameters '" + parameters.text()
        + "' could not be used to start the Task: [" + reason + "]")));
  }

  /** A time limit that the SDK takes: positive, and no longer than the longest call. */
  static Duration bounded(Duration timeout) {
    Duration atLeast = timeout.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : timeout;
    return atLeast.compareTo(SdkClients.LONGEST_CALL) > 0 ? SdkClients.LONGEST_CALL : atLeast;
  }

  private static boolean interrupted(SdkException e) {
    if (Thread.interrupted()) {
      return true;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AbortedException || cause instanceof InterruptedException
          || cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }
}
