package dev.pawl.api.protocol;

import dev.pawl.api.access.Call;
import dev.pawl.api.access.OperationRights;
import dev.pawl.api.access.RateLimits;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All operations of this build, by name. */
public final class Operations {
  /** Every request, as far as it may be shown; for those who look for a client's fault. */
  private static final Logger LOG = LoggerFactory.getLogger("pawl.requests");

  private final ServiceModel model;
  private final OperationRights rights;
  private final RateLimits rates;
  private final RequestValidator validator;
  private final Redaction redaction;
  private final Map<String, Operation> operations;

  /**
   * @param model of the service
   * @param rights what each operation needs
   * @throws IllegalArgumentException where an operation is not one of the service model
   */
  public Operations(Collection<Operation> operations, ServiceModel model, OperationRights rights,
      RateLimits rates) {
    this.rates = rates;
    this.model = model;
    this.rights = rights;
    this.validator = new RequestValidator(model);
    this.redaction = new Redaction(model);
    this.operations = operations.stream()
        .collect(Collectors.toUnmodifiableMap(Operation::name, Function.identity()));
    for (String name : this.operations.keySet()) {
      if (!model.has(name)) {
        throw new IllegalArgumentException("the service has no operation " + name);
      }
    }
  }

  /**
   * Answers a request.
   *
   * @param target the header that names the operation
   * @param body JSON in UTF-8; empty for a request without members
   * @return the answer's JSON text
   * @throws ApiException where the answer is an error
   */
  public String answer(Optional<String> target, byte[] body) {
    Operation operation = operation(target);
    return Json.write(perform(operation, validator.check(operation.name(), read(body))));
  }

  /**
   * Answers a request of the REST API.
   *
   * @param operation one of the service model
   * @param members JSON trees
   * @param onlyRevision as {@link Request#onlyRevision}
   * @return the answer's members, as the service model has them
   * @throws ApiException where the answer is an error
   */
  public Map<String, @Nullable Object> perform(String operation,
      Map<String, @Nullable Object> members, Optional<String> onlyRevision) {
    Request request = validator.check(operation, members);
    return perform(Objects.requireNonNull(operations.get(operation)),
        new Request(request.members(), onlyRevision));
  }

  /** Nobody comes to an operation but through here: its caller is let on, and what it changes is noted. */
  private Map<String, @Nullable Object> perform(Operation operation, Request request) {
    Call call = Call.current();
    if (LOG.isDebugEnabled()) {
      LOG.debug("{} asks for {} {}", call.caller().arn(), operation.name(),
          Json.write(redaction.of(operation.name(), request.members())));
    }
    rates.take(operation.name());
    rights.check(call, operation.name(), request.members());
    if (!rights.changes(operation.name())) {
      return operation.handle(request);
    }
    String result = "InternalServerError";
    try {
      Map<String, @Nullable Object> answer = operation.handle(request);
      result = "OK";
      return answer;
    } catch (ApiException e) {
      result = e.error().code();
      throw e;
    } finally {
      call.note(OperationRights.action(operation.name()),
          rights.resource(operation.name(), request.members()), result);
    }
  }

  public ServiceModel model() {
    return model;
  }

  private Operation operation(Optional<String> target) {
    String text = target.orElseThrow(
        () -> ApiError.UNKNOWN_OPERATION.about("The request has no header X-Amz-Target"));
    String prefix = model.targetPrefix() + ".";
    String name = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
    Operation operation = operations.get(name);
    if (operation != null) {
      return operation;
    }
    throw ApiError.UNKNOWN_OPERATION.about(
        model.has(name)
            ? "This build of Pawl does not offer " + name + " yet"
            : "Unknown operation: " + text);
  }

  private static @Nullable Object read(byte[] body) {
    if (body.length == 0) {
      return Map.of();
    }
    try {
      return Json.parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (InvalidJsonException e) {
      throw ApiError.SERIALIZATION.about("The request is not JSON: " + e.getMessage());
    } catch (CharacterCodingException e) {
      throw ApiError.SERIALIZATION.about("The request is not UTF-8");
    }
  }
}
