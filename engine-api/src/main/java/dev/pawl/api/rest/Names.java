package dev.pawl.api.rest;

import dev.pawl.api.ApiSettings;
import dev.pawl.core.identity.Arn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The paths of resources, and the ARNs that they stand for. A Map run's children have, in the place of the state
 * machine, its name, a tilde and the label of the Map state: no name may hold a tilde.
 */
final class Names {
  static final String BASE = "/api/v1";

  private final String region;
  private final String account;

  Names(ApiSettings settings) {
    this.region = settings.region();
    this.account = settings.account();
  }

  String stateMachine(RestRequest request) {
    return stateMachine(request.part("name"));
  }

  String stateMachine(String name) {
    return machine(name).text();
  }

  /** A version, or an alias, of the state machine that the path names. */
  String qualified(RestRequest request, String qualifier) {
    return stateMachine(request) + ":" + qualifier;
  }

  String execution(RestRequest request) {
    return execution(request.part("stateMachine"), request.part("name"));
  }

  String execution(String stateMachine, String name) {
    return new Arn.Execution(region, account, stateMachine.replace('~', '/'), name).text();
  }

  String mapRun(RestRequest request) {
    return new Arn.MapRun(region, account, request.part("stateMachine"), request.part("label"),
        request.part("id")).text();
  }

  String activity(String name) {
    return new Arn.Activity(region, account, name).text();
  }

  /** The role of state machines that name none: nothing here asks for it. */
  String role() {
    return "arn:aws:iam::" + account + ":role/none";
  }

  /** Adds {@code self}, the path of the resource that a member names by its ARN. */
  void link(Map<String, @Nullable Object> tree, String arnMember) {
    if (tree.get(arnMember) instanceof String arn) {
      path(arn).ifPresent(path -> tree.put("self", path));
    }
  }

  /** Where the resource of an ARN is; empty for what this API does not show. */
  static Optional<String> path(String text) {
    return Arn.parse(text).flatMap(arn -> switch (arn) {
      case Arn.StateMachine machine when machine.name().indexOf('/') < 0 ->
        joined("state-machines", machine.name());
      case Arn.StateMachine _,Arn.Express _ -> Optional.empty();
      case Arn.Version version -> joined("state-machines", version.stateMachine().name(),
          "versions", Integer.toString(version.number()));
      case Arn.Alias alias ->
        joined("state-machines", alias.stateMachine().name(), "aliases", alias.name());
      case Arn.Execution execution -> joined("executions",
          execution.stateMachine().replace('/', '~'), execution.name());
      case Arn.Activity activity -> joined("activities", activity.name());
      case Arn.MapRun run -> joined("map-runs", run.stateMachine(), run.label(), run.id());
    });
  }

  private Arn.StateMachine machine(String name) {
    if (name.indexOf(':') >= 0) {
      // Versions and aliases are resources of their own.
      throw ProblemException.noSuchResource(BASE + "/state-machines/" + name);
    }
    return new Arn.StateMachine(region, account, name);
  }

  private static Optional<String> joined(String... parts) {
    return Optional.of(BASE + Arrays.stream(parts)
        .map(part -> "/" + URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20")
            .replace("%7E", "~"))
        .collect(Collectors.joining()));
  }
}
