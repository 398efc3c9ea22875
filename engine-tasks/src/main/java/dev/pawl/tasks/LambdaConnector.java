package dev.pawl.tasks;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * Functions, by their own ARN or by {@code lambda:invoke}: through AWS Lambda, or by plain HTTP where the
 * settings give the function a URL. The role of a state's Credentials means nothing to a function with a URL.
 */
final class LambdaConnector implements Connector {
  private final SdkCalls calls;
  private final SdkService service;
  private final SdkOperation invoke;
  private final HttpFunctions functions;

  LambdaConnector(SdkCalls calls, SdkService service, SdkOperation invoke,
      HttpFunctions functions) {
    this.calls = calls;
    this.service = service;
    this.invoke = invoke;
    this.functions = functions;
  }

  /** Nobody knows what a function does when it is called twice. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  @Override
  public Outcome<Payload> call(TaskRequest task) throws InterruptedException {
    if (task.resource() instanceof Resource.Function function) {
      return invoke(Map.of("FunctionName", function.arn()), task.parameters().text(), task)
          .then(LambdaAnswer::returnValue);
    }
    if (!(task.parameters().tree() instanceof Map<?, ?> parameters)) {
      return SdkCalls.unusable(task.parameters(), "The parameters must be an object");
    }
    Map<Object, @Nullable Object> members = new LinkedHashMap<>(parameters);
    boolean hasPayload = members.containsKey("Payload");
    Object payload = members.remove("Payload");
    return invoke(members, hasPayload ? Json.write(payload) : "{}", task)
        .then(LambdaAnswer::result);
  }

  private Outcome<LambdaAnswer> invoke(Map<?, ?> members, String payload, TaskRequest task)
      throws InterruptedException {
    InvokeRequest.Builder request = InvokeRequest.builder();
    try {
      SdkParameters.fill((SdkPojo) request, members);
    } catch (UnusableParametersException e) {
      return SdkCalls.unusable(task.parameters(), e.getMessage());
    }
    InvokeRequest known = request.build();
    Optional<URI> url = Optional.ofNullable(known.functionName()).flatMap(functions::url);
    if (url.isPresent()) {
      String type = known.invocationTypeAsString();
      return functions.invoke(url.get(), payload, type == null ? "RequestResponse" : type, task);
    }
    return calls
        .call(service, invoke, request.payload(SdkBytes.fromUtf8String(payload)),
            RequestBody.empty(), task, RecoveryClass.UNKNOWN, OptimizedAction.LAMBDA_ERRORS)
        .map(LambdaConnector::answer);
  }

  private static LambdaAnswer answer(SdkAnswer answer) {
    InvokeResponse response = (InvokeResponse) answer.response();
    Map<String, @Nullable Object> members = SdkResults.tree(answer);
    members.remove("Payload");
    members.putAll(SdkResults.metadata(response));
    SdkBytes payload = response.payload();
    return new LambdaAnswer(members, payload == null ? "" : SdkResults.text(payload.asByteArray()),
        response.functionError() != null);
  }
}
