package dev.pawl.triggers;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The call that a target means.
 *
 * @param resource as a Task state would name it
 * @param parameters as a Task state would give them
 * @param role whose rights the call needs; empty where whoever set the target up has answered for it
 * @param deadLetter the ARN of a queue for what cannot be delivered
 * @param retries how often it is tried again
 */
public record TargetCall(Resource.Service resource, Payload parameters, Optional<String> role,
    Optional<String> deadLetter, int retries) {
  /** AWS's default and bound of {@code MaximumRetryAttempts}. */
  public static final int MOST_RETRIES = 185;

  /** AWS's default and bound of {@code MaximumEventAgeInSeconds}. */
  public static final int LONGEST_AGE_SECONDS = 86_400;

  /** The service of the actions below, which no definition can name. */
  public static final String EVENTS = "events";

  /** Calls an API destination. */
  public static final String INVOKE = "invokeApiDestination";

  /** Gives an event to another bus. */
  public static final String FORWARD = "forward";

  private static final Pattern UNIVERSAL = Pattern.compile(
      "arn:aws:scheduler:::aws-sdk:(?<service>[a-z0-9]+):(?<action>[A-Za-z0-9]+)");
  private static final Pattern ARN = Pattern.compile(
      "arn:aws:(?<service>[a-z0-9-]+):(?<region>[a-z0-9-]*):(?<account>[0-9]{12}|):(?<rest>.+)");

  /**
   * The call of a target.
   *
   * @param target as the API has it, with {@code Arn}
   * @param input JSON text
   * @param id the same for the same event and target
   * @throws InvalidTriggerException where no call is known for the target
   */
  public static TargetCall of(Map<?, ?> target, String input, UUID id) {
    String arn = text(target, "Arn").orElseThrow(
        () -> new InvalidTriggerException("Parameter Arn of a target is required"));
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    Resource.Service resource = call(arn, target, input, id, parameters);
    Map<?, ?> policy = target.get("RetryPolicy") instanceof Map<?, ?> given ? given : Map.of();
    Optional<String> deadLetter = target.get("DeadLetterConfig") instanceof Map<?, ?> config
        ? text(config, "Arn")
        : Optional.empty();
    return new TargetCall(resource, Payload.of(parameters), text(target, "RoleArn"), deadLetter,
        number(policy, "MaximumRetryAttempts", MOST_RETRIES));
  }

  /** How long a target may be tried, in seconds. */
  public static int age(Map<?, ?> target) {
    return target.get("RetryPolicy") instanceof Map<?, ?> policy
        ? number(policy, "MaximumEventAgeInSeconds", LONGEST_AGE_SECONDS)
        : LONGEST_AGE_SECONDS;
  }

  private static Resource.Service call(String arn, Map<?, ?> target, String input, UUID id,
      Map<String, @Nullable Object> parameters) {
    Matcher universal = UNIVERSAL.matcher(arn);
    if (universal.matches()) {
      if (!(parsed(input) instanceof Map<?, ?> given)) {
        throw new InvalidTriggerException("The Input of a universal target must be a JSON object");
      }
      given.forEach((name, value) -> parameters.put(String.valueOf(name), value));
      return service("aws-sdk:" + universal.group("service"), universal.group("action"));
    }
    Matcher parts = ARN.matcher(arn);
    if (!parts.matches()) {
      throw new InvalidTriggerException("Parameter " + arn + " is not valid. Reason: Provided Arn"
          + " is not in correct format.");
    }
    String rest = parts.group("rest");
    return switch (parts.group("service")) {
      case "states" -> {
        if (Arn.parse(arn).filter(one -> one instanceof Arn.StateMachine
            || one instanceof Arn.Version || one instanceof Arn.Alias).isEmpty()) {
          throw unknown(arn);
        }
        parameters.put("StateMachineArn", arn);
        parameters.put("Name", id.toString());
        parameters.put("Input", input);
        yield service("states", "startExecution");
      }
      case "lambda" -> {
        parameters.put("FunctionName", arn);
        parameters.put("InvocationType", "Event");
        parameters.put("Payload", parsed(input));
        yield service("lambda", "invoke");
      }
      case "sqs" -> {
        parameters.put("QueueUrl", queueUrl(parts.group("region"), parts.group("account"), rest));
        parameters.put("MessageBody", input);
        if (target.get("SqsParameters") instanceof Map<?, ?> sqs
            && text(sqs, "MessageGroupId").isPresent()) {
          parameters.put("MessageGroupId", text(sqs, "MessageGroupId").get());
          parameters.put("MessageDeduplicationId", id.toString());
        }
        yield service("sqs", "sendMessage");
      }
      case "sns" -> {
        parameters.put("TopicArn", arn);
        parameters.put("Message", input);
        yield service("sns", "publish");
      }
      case "events" -> events(arn, rest, target, input, parameters);
      default -> throw unknown(arn);
    };
  }

  /** What EventBridge has of its own, which is Pawl's. */
  private static Resource.Service events(String arn, String rest, Map<?, ?> target, String input,
      Map<String, @Nullable Object> parameters) {
    if (rest.startsWith("api-destination/")) {
      parameters.put("ApiDestinationArn", arn);
      parameters.put("Input", input);
      if (target.get("HttpParameters") instanceof Map<?, ?> http) {
        parameters.put("HttpParameters", http);
      }
      return service(EVENTS, INVOKE);
    }
    if (rest.startsWith("event-bus/")) {
      parameters.put("EventBusArn", arn);
      parameters.put("Event", input);
      return service(EVENTS, FORWARD);
    }
    throw unknown(arn);
  }

  /** Whether it gives an event to another bus. */
  public boolean isForward() {
    return resource.service().equals(EVENTS) && resource.action().equals(FORWARD);
  }

  /** The same call, whose answer is the end of what it starts: of a function, or of an Express execution. */
  TargetCall waiting() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (parameters.tree() instanceof Map<?, ?> given) {
      given.forEach((name, value) -> members.put(String.valueOf(name), value));
    }
    Resource.Service waited = resource;
    if (resource.service().equals("states")) {
      waited = service("aws-sdk:sfn", "startSyncExecution");
    } else {
      members.put("InvocationType", "RequestResponse");
    }
    return new TargetCall(waited, Payload.of(members), role, deadLetter, retries);
  }

  private static InvalidTriggerException unknown(String arn) {
    return new InvalidTriggerException("Parameter " + arn + " is not valid. Reason: targets are"
        + " state machines, SQS queues, SNS topics, Lambda functions, API destinations and event buses; for schedules also"
        + " arn:aws:scheduler:::aws-sdk:<service>:<action>");
  }

  /** The message that tells a dead letter queue of what could not be delivered; empty without a queue. */
  public Optional<TargetCall> deadLetter(String source, String target, String error,
      String cause) {
    return deadLetter.map(arn -> {
      Matcher parts = ARN.matcher(arn);
      if (!parts.matches()) {
        throw new InvalidTriggerException("The dead letter queue has no ARN: " + arn);
      }
      Object body = parameters.tree() instanceof Map<?, ?> given
          ? firstOf(given, "Input", "MessageBody", "Message", "Payload", "Event")
          : null;
      Map<String, @Nullable Object> letter = new LinkedHashMap<>();
      letter.put("QueueUrl",
          queueUrl(parts.group("region"), parts.group("account"), parts.group("rest")));
      letter.put("MessageBody", body instanceof String text ? text : Json.write(body));
      letter.put("MessageAttributes", Map.of("RULE_ARN", attribute(source), "TARGET_ARN",
          attribute(target), "ERROR_CODE", attribute(error), "ERROR_MESSAGE", attribute(cause)));
      return new TargetCall(service("sqs", "sendMessage"), Payload.of(letter), Optional.empty(),
          Optional.empty(), 0);
    });
  }

  private static @Nullable Object firstOf(Map<?, ?> members, String... names) {
    for (String name : names) {
      if (members.get(name) != null) {
        return members.get(name);
      }
    }
    return members;
  }

  private static Map<String, Object> attribute(String value) {
    return Map.of("DataType", "String", "StringValue", value.isEmpty() ? "-" : value);
  }

  /** As text, to be kept until it is made. */
  public String toJson() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("service", resource.service());
    members.put("action", resource.action());
    members.put("parameters", parameters.tree());
    members.put("retries", retries);
    role.ifPresent(arn -> members.put("role", arn));
    deadLetter.ifPresent(arn -> members.put("deadLetter", arn));
    return Json.write(members);
  }

  /** From {@link #toJson}. */
  public static TargetCall fromJson(String text) {
    if (!(Json.parse(text) instanceof Map<?, ?> members)) {
      throw new IllegalArgumentException("not a call: " + text.length() + " characters");
    }
    return new TargetCall(
        service(text(members, "service").orElseThrow(), text(members, "action").orElseThrow()),
        Payload.of(members.get("parameters")), text(members, "role"),
        text(members, "deadLetter"), number(members, "retries", 0));
  }

  private static Resource.Service service(String service, String action) {
    return new Resource.Service("arn:aws:states:::" + service + ':' + action, service, action,
        Resource.Pattern.REQUEST_RESPONSE);
  }

  private static String queueUrl(String region, String account, String name) {
    return "https://sqs." + region + ".amazonaws.com/" + account + '/' + name;
  }

  private static @Nullable Object parsed(String input) {
    try {
      return Json.parse(input);
    } catch (InvalidJsonException e) {
      throw new InvalidTriggerException("The input is not JSON: " + e.getMessage(), e);
    }
  }

  private static Optional<String> text(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static int number(Map<?, ?> members, String name, int otherwise) {
    return members.get(name) instanceof Number number ? number.intValue() : otherwise;
  }
}
