package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attempts as a worker would make them. */
final class Attempts {
  static final TaskSettings SETTINGS = TaskSettings.of("us-east-1", "123456789012");

  private Attempts() {}

  /** A resource as in {@code arn:aws:states:::<text>}, such as {@code sqs:sendMessage} or {@code aws-sdk:s3:getObject}. */
  static Resource.Service service(String text) {
    int action = text.lastIndexOf(':');
    return new Resource.Service("arn:aws:states:::" + text, text.substring(0, action),
        text.substring(action + 1), Resource.Pattern.REQUEST_RESPONSE);
  }

  /** The same with {@code .sync}. */
  static Resource.Service job(String text) {
    Resource.Service called = service(text);
    return new Resource.Service(called.arn() + ".sync", called.service(), called.action(),
        Resource.Pattern.SYNC);
  }

  static Resource.Function function(String name) {
    return new Resource.Function("arn:aws:lambda:us-east-1:123456789012:function:" + name);
  }

  static TaskRequest request(Resource resource, String parameters) {
    return request(resource, parameters, Duration.ofSeconds(20));
  }

  static TaskRequest request(Resource resource, String parameters, Duration timeout) {
    return new TaskRequest(new TaskToken(0, new UUID(0, 1), 1, 0), Instant.EPOCH,
        resource, Payload.parse(parameters),
        "arn:aws:states:us-east-1:123456789012:execution:m:e",
        "arn:aws:iam::123456789012:role/tasks",
        "0123456789012345678901234567890123456789012", null, timeout);
  }

  static Outcome<Payload> call(Connectors connectors, Resource resource, String parameters)
      throws InterruptedException {
    return connectors.of(resource).call(request(resource, parameters));
  }

  static Map<?, ?> result(Outcome<Payload> outcome) {
    return (Map<?, ?>) tree(outcome);
  }

  static Object tree(Outcome<Payload> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Ok.class);
    @Nullable
    Object tree = ((Outcome.Ok<Payload>) outcome).value().tree();
    assertThat(tree).isNotNull();
    return Objects.requireNonNull(tree);
  }

  /** The object that a result holds under a key. */
  static Map<?, ?> inner(Map<?, ?> result, String key) {
    Object inner = result.get(key);
    assertThat(inner).isInstanceOf(Map.class);
    return (Map<?, ?>) Objects.requireNonNull(inner);
  }

  static StatesError error(Outcome<Payload> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed<Payload>) outcome).error();
  }
}
