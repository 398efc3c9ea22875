package dev.pawl.tasks;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;

/** {@code aws-sdk:<service>:<action>}: any action of any service that the SDK on the classpath knows. */
final class AwsSdkConnector implements Connector {
  private final SdkCalls calls;
  private final SdkService service;
  private final SdkOperation operation;

  AwsSdkConnector(SdkCalls calls, SdkService service, SdkOperation operation) {
    this.calls = calls;
    this.service = service;
    this.operation = operation;
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return operation.readOnly() || operation.idempotencyMember().isPresent()
        ? RecoveryClass.RESEND
        : RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest task) throws InterruptedException {
    if (!(task.parameters().tree() instanceof Map<?, ?> parameters)) {
      return SdkCalls.unusable(task.parameters(), "The parameters must be an object");
    }
    Map<Object, @Nullable Object> members = new LinkedHashMap<>(parameters);
    RequestBody body = operation.sendsBody() ? body(members.remove("Body")) : RequestBody.empty();
    AwsRequest.Builder request = operation.newRequest();
    try {
      SdkParameters.fill((SdkPojo) request, members);
      RequiredMembers.check(service.token(), operation.name(), (SdkPojo) request, members,
          UnaryOperator.identity());
    } catch (UnusableParametersException e) {
      return SdkCalls.unusable(task.parameters(), e.getMessage());
    }
    operation.fillIdempotencyMember(request, members, task);
    return calls
        .call(service, operation, request, body, task, recovery(task.resource()),
            new SdkErrors.Generic(service.errorPrefix()))
        .map(answer -> Payload.of(SdkResults.tree(answer)));
  }

  /** A streamed body is the value's JSON text, quotes of a string included: so recorded on AWS. */
  private static RequestBody body(@Nullable Object value) {
    return value == null ? RequestBody.empty() : RequestBody.fromString(Json.write(value));
  }
}
