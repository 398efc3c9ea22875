package dev.pawl.tasks;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * {@code bedrock:invokeModel}: bodies are JSON, and may come from S3 and go there (reference: service-integrations,
 * section 3).
 */
final class BedrockConnector implements Connector {
  private static final SdkErrors.Optimized ERRORS = new SdkErrors.Optimized("Bedrock",
      "AmazonBedrockRuntime", "AmazonBedrockRuntimeException");

  /** What the service itself takes. */
  private static final int MOST_BYTES = 25_000_000;

  private static final Pattern S3_URI = Pattern
      .compile("s3://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?<key>.{1,1024})");
  private static final String BODY = "Body";

  private final SdkCalls calls;
  private final SdkService service;
  private final SdkOperation invoke;
  private final ObjectStore objects;

  BedrockConnector(SdkCalls calls, SdkService service, SdkOperation invoke, ObjectStore objects) {
    this.calls = calls;
    this.service = service;
    this.invoke = invoke;
    this.objects = objects;
  }

  /** A model that is asked twice is paid for twice. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.UNKNOWN;
  }

  /** An object in S3. */
  private record Place(String uri, String bucket, String key) {}

  @Override
  public Outcome<Payload> call(TaskRequest task) throws InterruptedException {
    if (!(task.parameters().tree() instanceof Map<?, ?> parameters)) {
      return SdkCalls.unusable(task.parameters(), "The parameters must be an object");
    }
    Map<Object, @Nullable Object> members = new LinkedHashMap<>(parameters);
    ObjectStore store = objects.as(task.executionRole());
    InvokeModelRequest.Builder request = InvokeModelRequest.builder();
    Optional<Place> to;
    try {
      Optional<Place> from = place("Input", members.remove("Input"));
      to = place("Output", members.remove("Output"));
      Object body = members.remove(BODY);
      if ((body == null) == from.isEmpty()) {
        return SdkCalls.unusable(task.parameters(),
            "Exactly one of the fields 'Body' and 'Input' must be specified");
      }
      SdkParameters.fill((SdkPojo) request, members);
      request.body(from.isPresent()
          ? SdkBytes.fromByteArray(read(store, from.get()))
          : SdkBytes.fromUtf8String(body instanceof String text ? text : Json.write(body)));
    } catch (UnusableParametersException e) {
      return SdkCalls.unusable(task.parameters(), e.getMessage());
    } catch (ObjectStoreException | IOException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    return calls
        .call(service, invoke, request, RequestBody.empty(), task, RecoveryClass.UNKNOWN, ERRORS)
        .then(answer -> outcome(store, to, answer));
  }

  private static Optional<Place> place(String member, @Nullable Object tree) {
    if (tree == null) {
      return Optional.empty();
    }
    if (tree instanceof Map<?, ?> source && source.get("S3Uri") instanceof String uri) {
      Matcher parts = S3_URI.matcher(uri);
      if (parts.matches()) {
        return Optional.of(new Place(uri, parts.group("bucket"), parts.group("key")));
      }
    }
    throw new UnusableParametersException(
        "The value of the field '" + member + "' has an invalid format");
  }

  private static byte[] read(ObjectStore store, Place from) throws IOException {
    ObjectStore.Opened opened = store.open(from.bucket(), from.key(), Optional.empty(),
        Optional.empty());
    try (InputStream content = opened.content()) {
      byte[] bytes = content.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UnusableParametersException("The object " + from.uri() + " has more than "
            + MOST_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static Outcome<Payload> refused(String why) {
    return Outcome.failed(new StatesError("Bedrock.S3Exception", Causes.cut(why)));
  }

  private static Outcome<Payload> outcome(ObjectStore store, Optional<Place> to,
      SdkAnswer answer) {
    SdkBytes body = ((InvokeModelResponse) answer.response()).body();
    byte[] bytes = body == null ? new byte[0] : body.asByteArray();
    Map<String, @Nullable Object> result = new TreeMap<>(SdkResults.tree(answer));
    if (to.isEmpty()) {
      result.put(BODY, json(SdkResults.text(bytes)));
      return Outcome.ok(Payload.of(new LinkedHashMap<>(result)));
    }
    try {
      store.put(to.get().bucket(), to.get().key(), bytes);
    } catch (ObjectStoreException e) {
      return refused(String.valueOf(e.getMessage()));
    }
    result.put(BODY, to.get().uri());
    return Outcome.ok(Payload.of(new LinkedHashMap<>(result)));
  }

  private static @Nullable Object json(String text) {
    try {
      return Json.parse(text);
    } catch (InvalidJsonException e) {
      return text;
    }
  }
}
