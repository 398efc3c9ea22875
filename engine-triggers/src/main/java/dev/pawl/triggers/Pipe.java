package dev.pawl.triggers;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pipe from an SQS queue, as the API of EventBridge Pipes describes it.
 *
 * @param members those of DescribePipe
 */
public record Pipe(Map<String, @Nullable Object> members) {
  private static final Pattern QUEUE = Pattern.compile(
      "arn:aws:sqs:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):(?<name>[A-Za-z0-9_.-]{1,80})");
  private static final Pattern PLACE = Pattern.compile("<(\\$[^<>]*)>");
  private static final int DEFAULT_BATCH = 10;
  private static final int LARGEST_BATCH = 10_000;
  private static final int LONGEST_WINDOW_SECONDS = 300;

  /** Reads what {@link #toJson} wrote. */
  public static Pipe fromJson(String text) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(Json.parse(text)))
        .forEach((name, value) -> members.put(String.valueOf(name), value));
    return new Pipe(members);
  }

  public String toJson() {
    return Json.write(members);
  }

  public String arn() {
    return text("Arn");
  }

  /** The ARN of the queue. */
  public String source() {
    return text("Source");
  }

  public String role() {
    return text("RoleArn");
  }

  public boolean isRunning() {
    return !text("DesiredState").equals("STOPPED");
  }

  /** The most messages that the target gets at once. */
  public int batchSize() {
    return queueParameter("BatchSize", DEFAULT_BATCH);
  }

  /** For how long a batch is filled, in seconds. */
  public int windowSeconds() {
    return queueParameter("MaximumBatchingWindowInSeconds", 0);
  }

  private int queueParameter(String name, int otherwise) {
    return inner("SourceParameters", "SqsQueueParameters").get(name) instanceof Number number
        ? number.intValue()
        : otherwise;
  }

  /** Where the queue is. */
  public String queueUrl() {
    Matcher parts = QUEUE.matcher(source());
    if (!parts.matches()) {
      throw new InvalidTriggerException(
          "The Source of a pipe must be the ARN of an SQS queue: " + source());
    }
    return "https://sqs." + parts.group("region") + ".amazonaws.com/" + parts.group("account")
        + '/' + parts.group("name");
  }

  /** The patterns one of which a message has to match; none lets all pass. */
  public List<EventPattern> filters() {
    return inner("SourceParameters", "FilterCriteria").get("Filters") instanceof List<?> filters
        ? filters.stream().flatMap(filter -> filter instanceof Map<?, ?> one
            && one.get("Pattern") instanceof String pattern
                ? Stream.of(EventPattern.parse(pattern))
                : Stream.empty())
            .toList()
        : List.of();
  }

  /** The target, in the form of targets of rules. */
  public Map<String, @Nullable Object> target() {
    Map<String, @Nullable Object> target = new LinkedHashMap<>();
    target.put("Arn", text("Target"));
    target.put("RoleArn", role());
    target.put("SqsParameters", inner("TargetParameters", "SqsQueueParameters"));
    return target;
  }

  /**
   * The call that a batch means. With {@code REQUEST_RESPONSE}, which is how functions are invoked where nothing is said,
   * it waits for the target's answer.
   *
   * @param input of {@link #input}
   * @param id the same for the same batch
   */
  public TargetCall call(String input, UUID id) {
    TargetCall call = TargetCall.of(target(), input, id);
    return waits(call) ? call.waiting() : call;
  }

  /** Whether messages are deleted when the target has ended, and not as soon as it has begun. */
  public boolean waitsForTarget() {
    return waits(TargetCall.of(target(), "[]", new UUID(0, 0)));
  }

  private boolean waits(TargetCall call) {
    return switch (call.resource().service()) {
      case "lambda" -> !"FIRE_AND_FORGET".equals(invocation("LambdaFunctionParameters"));
      case "states" ->
        "REQUEST_RESPONSE".equals(invocation("StepFunctionStateMachineParameters"));
      default -> false;
    };
  }

  private @Nullable Object invocation(String parameters) {
    return inner("TargetParameters", parameters).get("InvocationType");
  }

  /** A message as filters and targets see it, from the members that SQS gives it. */
  public Map<String, @Nullable Object> seen(Map<?, ?> message) {
    Map<String, @Nullable Object> seen = new LinkedHashMap<>();
    seen.put("messageId", message.get("MessageId"));
    seen.put("receiptHandle", message.get("ReceiptHandle"));
    seen.put("body", message.get("Body"));
    seen.put("attributes", Objects.requireNonNullElse(message.get("Attributes"), Map.of()));
    seen.put("messageAttributes", attributes(message.get("MessageAttributes")));
    seen.put("md5OfBody", message.get("MD5OfBody"));
    seen.put("eventSource", "aws:sqs");
    seen.put("eventSourceARN", source());
    Matcher parts = QUEUE.matcher(source());
    seen.put("awsRegion", parts.matches() ? parts.group("region") : "");
    return seen;
  }

  private static Object attributes(@Nullable Object given) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    if (given instanceof Map<?, ?> all) {
      all.forEach((name, value) -> {
        Map<String, @Nullable Object> attribute = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> parts) {
          parts.forEach((member, content) -> {
            String text = String.valueOf(member);
            attribute.put(Character.toLowerCase(text.charAt(0)) + text.substring(1), content);
          });
        }
        attributes.put(String.valueOf(name), attribute);
      });
    }
    return attributes;
  }

  /** Whether a message passes; a body that is JSON is looked into. */
  public static boolean passes(List<EventPattern> filters, Map<String, @Nullable Object> seen) {
    if (filters.isEmpty()) {
      return true;
    }
    String event = Json.write(opened(seen));
    return filters.stream().anyMatch(filter -> filter.matches(event));
  }

  private static Map<String, @Nullable Object> opened(Map<String, @Nullable Object> seen) {
    Map<String, @Nullable Object> opened = new LinkedHashMap<>(seen);
    if (seen.get("body") instanceof String body) {
      try {
        opened.put("body", Json.parse(body));
      } catch (InvalidJsonException _) {
        // A text: patterns see it as one.
      }
    }
    return opened;
  }

  /** What the target gets of a batch: an array, with one item for each message. */
  public String input(List<Map<String, @Nullable Object>> batch) {
    Optional<String> template = template();
    return template.isEmpty()
        ? Json.write(batch)
        : batch.stream().map(seen -> filled(template.get(), opened(seen)))
            .collect(Collectors.joining(",", "[", "]"));
  }

  private Optional<String> template() {
    return members.get("TargetParameters") instanceof Map<?, ?> parameters
        && parameters.get("InputTemplate") instanceof String text && !text.isEmpty()
            ? Optional.of(text)
            : Optional.empty();
  }

  /** A template that makes no JSON is a text. */
  private static String filled(String template, Map<String, @Nullable Object> message) {
    Matcher place = PLACE.matcher(template);
    StringBuilder text = new StringBuilder();
    int at = 0;
    boolean quoted = false;
    while (place.find()) {
      String before = template.substring(at, place.start());
      quoted ^= before.chars().filter(c -> c == '"').count() % 2 == 1;
      text.append(before);
      Object value = EventPath.parse(place.group(1)).in(message);
      String json = Json.write(value);
      if (quoted) {
        String inside = value instanceof String ? json : Json.write(json);
        text.append(inside, 1, inside.length() - 1);
      } else {
        text.append(json);
      }
      at = place.end();
    }
    String filled = text.append(template.substring(at)).toString();
    try {
      Object _ = Json.parse(filled);
      return filled;
    } catch (InvalidJsonException _) {
      return Json.write(filled);
    }
  }

  /**
   * Looks whether it can work.
   *
   * @throws InvalidTriggerException where it cannot
   */
  public void check() {
    String _ = queueUrl();
    List<EventPattern> _ = filters();
    TargetCall _ = call("[]", new UUID(0, 0));
    if (!text("Enrichment").isEmpty()) {
      throw new InvalidTriggerException("Pawl's pipes have no Enrichment");
    }
    template().ifPresent(text -> PLACE.matcher(text).results()
        .forEach(place -> EventPath.parse(place.group(1))));
    if (batchSize() < 1 || batchSize() > LARGEST_BATCH || windowSeconds() < 0
        || windowSeconds() > LONGEST_WINDOW_SECONDS) {
      throw new InvalidTriggerException("BatchSize must be from 1 to " + LARGEST_BATCH
          + ", MaximumBatchingWindowInSeconds from 0 to " + LONGEST_WINDOW_SECONDS);
    }
  }

  private Map<?, ?> inner(String name, String inside) {
    return members.get(name) instanceof Map<?, ?> outer
        && outer.get(inside) instanceof Map<?, ?> one
            ? one
            : Map.of();
  }

  private String text(String name) {
    return members.get(name) instanceof String text ? text : "";
  }
}
