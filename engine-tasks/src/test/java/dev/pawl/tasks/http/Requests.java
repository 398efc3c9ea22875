package dev.pawl.tasks.http;

import dev.pawl.core.connection.Connection;
import dev.pawl.core.connection.ConnectionParameters;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** HTTP tasks as a worker gives them to their connector, with one connection. */
final class Requests {
  static final String ARN = "arn:aws:events:us-east-1:123456789012:connection/c/0000";

  private Requests() {}

  static TaskRequest of(Map<String, ?> parameters, Duration timeout) {
    return new TaskRequest(new TaskToken(0, new UUID(0, 1), 1, 0), Instant.EPOCH,
        new Resource.Service("arn:aws:states:::http:invoke", "http", "invoke",
            Resource.Pattern.REQUEST_RESPONSE),
        Payload.parse(Json.write(parameters)),
        "arn:aws:states:us-east-1:123456789012:execution:m:e",
        "arn:aws:iam::123456789012:role/tasks", "token", null, timeout);
  }

  /** A connection of EventBridge's parameters. */
  static Connections connection(String type, String parameters) {
    Connection connection = ConnectionParameters.parse(ARN, "1", type, Json.parse(parameters));
    return (arn, account) -> arn.equals(ARN)
        ? connection
        : Connections.NONE.find(arn, account);
  }
}
