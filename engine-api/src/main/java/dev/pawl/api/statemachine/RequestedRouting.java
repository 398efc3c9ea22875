package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.protocol.ValidationReason;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.catalogue.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routing that a request asks for.
 *
 * @param machine the state machine of all its versions
 * @param versions their ARNs, for messages
 */
record RequestedRouting(Arn.StateMachine machine, Routing routing, String versions) {
  private static final String MEMBER = "routingConfiguration";

  /**
   * Reads {@code routingConfiguration}; empty where it is absent.
   *
   * @throws ApiException {@code InvalidArn} or {@code ValidationException}
   */
  static Optional<RequestedRouting> of(Request request) {
    if (request.members().get(MEMBER) == null) {
      return Optional.empty();
    }
    List<Arn.Version> versions = new ArrayList<>();
    List<Routing.Route> routes = new ArrayList<>();
    for (Map<String, @Nullable Object> item : request.structures(MEMBER)) {
      Arn.Version version = version(String.valueOf(item.get("stateMachineVersionArn")));
      versions.add(version);
      int weight = item.get("weight") instanceof Number number ? number.intValue() : 0;
      routes.add(new Routing.Route(version.number(), weight));
    }
    if (versions.stream().map(Arn.Version::stateMachine).distinct().count() > 1) {
      throw otherMachine();
    }
    if (versions.stream().distinct().count() < versions.size()) {
      throw ValidationReason.INVALID_ROUTING_CONFIGURATION.about(
          "The routing configuration must not name a state machine version twice");
    }
    int sum = routes.stream().mapToInt(Routing.Route::weight).sum();
    if (sum != Routing.WHOLE) {
      throw ValidationReason.INVALID_ROUTING_CONFIGURATION.about(
          "Sum of routing configuration weights must equal " + Routing.WHOLE + ", not " + sum);
    }
    return Optional.of(
        new RequestedRouting(
            versions.getFirst().stateMachine(), new Routing(routes),
            String.join(", ", versions.stream().map(Arn.Version::text).toList())));
  }

  /**
   * Reads the ARN of an alias.
   *
   * @throws ApiException {@code InvalidArn} or {@code ValidationException} where it is none
   */
  static Arn.Alias alias(String text) {
    if (Arns.stateMachine(text) instanceof Arn.Alias alias) {
      return alias;
    }
    throw ApiError.VALIDATION.about("The ARN is not one of a state machine alias: " + text);
  }

  /** The answer where a routing names versions of another state machine. */
  static ApiException otherMachine() {
    return ValidationReason.INVALID_ROUTING_CONFIGURATION.about(
        "The routing configuration must name versions of one state machine");
  }

  private static Arn.Version version(String text) {
    if (Arns.stateMachine(text) instanceof Arn.Version version) {
      return version;
    }
    throw ApiError.VALIDATION.about("The ARN is not one of a state machine version: " + text);
  }
}
