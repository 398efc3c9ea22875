package dev.pawl.tasks;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The optimized integrations that are one call of the SDK, with a message that may be any JSON, the
 * answer's metadata in the result, and error names of their own.
 */
final class OptimizedConnector implements Connector {
  private final SdkCalls calls;
  private final SdkService service;
  private final SdkOperation operation;
  private final OptimizedAction action;

  OptimizedConnector(SdkCalls calls, SdkService service, SdkOperation operation,
      OptimizedAction action) {
    this.calls = calls;
    this.service = service;
    this.operation = operation;
    this.action = action;
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
    Map<Object, @Nullable Object> members = action.form().request(parameters);
    action.textMember().ifPresent(name -> members.computeIfPresent(name,
        (_, value) -> value instanceof String ? value : Json.write(value)));
    AwsRequest.Builder request = operation.newRequest();
    try {
      SdkParameters.fill((SdkPojo) request, members);
      RequiredMembers.check(service.token(), operation.name(), (SdkPojo) request, members,
          action.form()::own);
    } catch (UnusableParametersException e) {
      return SdkCalls.unusable(task.parameters(), e.getMessage());
    }
    operation.fillIdempotencyMember(request, members, task);
    return calls
        .call(service, operation, request, RequestBody.empty(), task, resending(task, members),
            action.errors())
        .then(answer -> outcome(task, answer));
  }

  /** A message with a deduplication id may be sent twice: the queue or topic keeps one. */
  private RecoveryClass resending(TaskRequest task, Map<Object, @Nullable Object> members) {
    return members.get("MessageDeduplicationId") == null
        ? recovery(task.resource())
        : RecoveryClass.RESEND;
  }

  private Outcome<Payload> outcome(TaskRequest task, SdkAnswer answer) {
    // AWS sorts the members of optimized results.
    Map<String, @Nullable Object> result = new TreeMap<>(
        action.form().result(SdkResults.tree(answer, SdkResults.Times.EPOCH_MILLIS)));
    if (startsNothing(task.resource(), result)) {
      return Outcome.failed(new StatesError(action.errors().service() + ".Unknown",
          Causes.cut(Json.write(result))));
    }
    result.putAll(SdkResults.metadata(answer.response()));
    return Outcome.ok(Payload.of(new LinkedHashMap<>(result)));
  }

  /** ECS tells failures in an answer that is none; where something is to be waited for, there is nothing. */
  private static boolean startsNothing(Resource resource, Map<String, @Nullable Object> result) {
    return resource instanceof Resource.Service service && service.service().equals("ecs")
        && service.pattern() != Resource.Pattern.REQUEST_RESPONSE
        && result.get("Failures") instanceof List<?> failures && !failures.isEmpty();
  }
}
