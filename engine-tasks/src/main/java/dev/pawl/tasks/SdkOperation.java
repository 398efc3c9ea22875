package dev.pawl.tasks;

import dev.pawl.core.task.TaskRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.core.traits.DefaultValueTrait;

/**
 * One action of a service: the method of the SDK's client that makes the call.
 *
 * @param name the action, e.g. {@code putObject}
 * @param method takes the request, then a body where {@code sendsBody}, then a transformer where {@code readsBody}
 * @param sendsBody whether the request streams a body that is no member of it
 * @param readsBody whether the answer streams a body that is no member of it
 */
record SdkOperation(String name, Method method, boolean sendsBody, boolean readsBody) {
  private static final Set<String> READ_ONLY = Set.of("get", "list", "describe", "head", "query",
      "scan", "batchGet", "batchDescribe", "transactGet", "search", "lookup");

  /** Reads by name, but takes the activity's task off its queue. */
  private static final Set<String> TAKES = Set.of("getActivityTask");

  private static final Set<String> TOKEN_MEMBERS = Set.of("ClientToken", "ClientRequestToken",
      "IdempotencyToken", "ClientIdempotencyToken");

  static Optional<SdkOperation> find(SdkService service, String action) {
    @Nullable
    SdkOperation found = null;
    for (Method method : service.clientType().getMethods()) {
      if (method.getName().equals(action)) {
        SdkOperation operation = of(method);
        // The streaming form wins over the convenience form without a body.
        if (operation != null && (found == null || found.weight() < operation.weight())) {
          found = operation;
        }
      }
    }
    return Optional.ofNullable(found);
  }

  private static @Nullable SdkOperation of(Method method) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length == 0 || !AwsRequest.class.isAssignableFrom(types[0])) {
      return null;
    }
    boolean sends = types.length > 1 && types[1] == RequestBody.class;
    boolean reads = types.length > 1 && types[types.length - 1] == ResponseTransformer.class;
    int known = 1 + (sends ? 1 : 0) + (reads ? 1 : 0);
    if (types.length != known
        || (!reads && !SdkResponse.class.isAssignableFrom(method.getReturnType()))) {
      return null;
    }
    return new SdkOperation(method.getName(), method, sends, reads);
  }

  private int weight() {
    return method.getParameterCount();
  }

  /** Whether sending the call twice changes nothing: its name says so. */
  boolean readOnly() {
    return readOnly(name);
  }

  static boolean readOnly(String action) {
    return !TAKES.contains(action) && READ_ONLY.stream()
        .anyMatch(verb -> action.startsWith(verb) && (action.length() == verb.length()
            || Character.isUpperCase(action.charAt(verb.length()))));
  }

  /** A new builder of the action's request. */
  AwsRequest.Builder newRequest() {
    try {
      return (AwsRequest.Builder) method.getParameterTypes()[0].getMethod("builder").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The SDK has no request builder for " + name, e);
    }
  }

  /** The member by which the service tells a repeated request from a new one, if it has such a member. */
  Optional<SdkField<?>> idempotencyMember() {
    return ((SdkPojo) newRequest()).sdkFields().stream()
        .filter(field -> field.containsTrait(DefaultValueTrait.class)
            || TOKEN_MEMBERS.contains(SdkParameters.pascalCase(field.memberName())))
        .filter(field -> field.memberName().toLowerCase(Locale.ROOT).contains("token"))
        .findFirst();
  }

  /** Has a call that is sent again known for the same one, where the parameters say nothing about that. */
  void fillIdempotencyMember(AwsRequest.Builder request, Map<Object, @Nullable Object> members,
      TaskRequest task) {
    idempotencyMember()
        .filter(member -> members.get(SdkParameters.pascalCase(member.memberName())) == null)
        .ifPresent(member -> member.set(request, clientToken(task.idempotencyToken())));
  }

  /** Services allow tokens of 32 to 36 characters in common, which a UUID has and the attempt's token has not. */
  private static String clientToken(String idempotencyToken) {
    return UUID.nameUUIDFromBytes(idempotencyToken.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Makes the call; what the SDK throws comes out as it is. */
  SdkAnswer call(Object client, SdkRequest request, RequestBody body, int maxBodyBytes) {
    ResponseTransformer<SdkResponse, SdkAnswer> reader = (response, stream) -> {
      byte[] bytes = stream.readNBytes(maxBodyBytes + 1);
      if (bytes.length > maxBodyBytes) {
        // The rest would be read for nothing.
        stream.abort();
      }
      return new SdkAnswer(response, Optional.of(bytes));
    };
    try {
      if (readsBody) {
        return (SdkAnswer) (sendsBody
            ? method.invoke(client, request, body, reader)
            : method.invoke(client, request, reader));
      }
      return new SdkAnswer((SdkResponse) (sendsBody
          ? method.invoke(client, request, body)
          : method.invoke(client, request)), Optional.empty());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      if (e.getCause() instanceof Error thrown) {
        throw thrown;
      }
      throw new IllegalStateException("The SDK threw a checked exception", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("The SDK's client is not public", e);
    }
  }
}
