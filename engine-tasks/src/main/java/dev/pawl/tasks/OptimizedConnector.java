package dev.pawl.tasks;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.LinkedHashMap;
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
    return operation.readOnly() ? RecoveryClass.RESEND : RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest task) throws InterruptedException {
    if (!(task.parameters().tree() instanceof Map<?, ?> parameters)) {
      return SdkCalls.unusable(task.parameters(), "The parameters must be an object");
    }
    Map<Object, @Nullable Object> members = new LinkedHashMap<>(parameters);
    action.textMember().ifPresent(name -> members.computeIfPresent(name,
        (_, value) -> value instanceof String ? value : Json.write(value)));
    AwsRequest.Builder request = operation.newRequest();
    try {
      SdkParameters.fill((SdkPojo) request, members);
    } catch (UnusableParametersException e) {
      return SdkCalls.unusable(task.parameters(), e.getMessage());
    }
    return calls
        .call(service, operation, request, RequestBody.empty(), task, resending(task, members),
            action.errors())
        .map(OptimizedConnector::result);
  }

  /** A message with a deduplication id may be sent twice: the queue or topic keeps one. */
  private RecoveryClass resending(TaskRequest task, Map<Object, @Nullable Object> members) {
    return members.get("MessageDeduplicationId") == null
        ? recovery(task.resource())
        : RecoveryClass.RESEND;
  }

  private static Payload result(SdkAnswer answer) {
    // AWS sorts the members of optimized results.
    Map<String, @Nullable Object> result = new TreeMap<>(SdkResults.tree(answer));
    result.putAll(SdkResults.metadata(answer.response()));
    return Payload.of(new LinkedHashMap<>(result));
  }
}
