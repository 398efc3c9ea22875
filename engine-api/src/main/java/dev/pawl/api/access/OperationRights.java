package dev.pawl.api.access;

import dev.pawl.core.identity.Arn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What right each operation of the API needs: the action is its name, the resource is what it is about. An operation
 * that is not listed is nobody's (a test holds the list against the service model).
 */
public final class OperationRights {
  private static final String ANY = "*";
  private static final String PASSED_TO = "states.amazonaws.com";

  /** So many operations leave everything as it is. */
  private static final Set<String> READS = Set.of("DescribeActivity", "DescribeExecution",
      "DescribeMapRun", "DescribeStateMachine", "DescribeStateMachineAlias",
      "DescribeStateMachineForExecution", "GetExecutionHistory", "ListActivities",
      "ListExecutions", "ListMapRuns", "ListStateMachineAliases", "ListStateMachineVersions",
      "ListStateMachines", "ListTagsForResource", "ValidateStateMachineDefinition");

  private static final Map<String, Function<Asked, String>> RESOURCES = Map.ofEntries(
      Map.entry("CreateActivity", asked -> asked.named("activity")),
      Map.entry("CreateStateMachine", asked -> asked.named("stateMachine")),
      Map.entry("CreateStateMachineAlias", Asked::alias),
      Map.entry("DeleteActivity", asked -> asked.text("activityArn")),
      Map.entry("DeleteStateMachine", asked -> asked.text("stateMachineArn")),
      Map.entry("DeleteStateMachineAlias", asked -> asked.text("stateMachineAliasArn")),
      Map.entry("DeleteStateMachineVersion", asked -> asked.text("stateMachineVersionArn")),
      Map.entry("DescribeActivity", asked -> asked.text("activityArn")),
      Map.entry("DescribeExecution", asked -> asked.text("executionArn")),
      Map.entry("DescribeMapRun", asked -> asked.text("mapRunArn")),
      Map.entry("DescribeStateMachine", asked -> asked.text("stateMachineArn")),
      Map.entry("DescribeStateMachineAlias", asked -> asked.text("stateMachineAliasArn")),
      Map.entry("DescribeStateMachineForExecution", asked -> asked.text("executionArn")),
      Map.entry("GetActivityTask", asked -> asked.text("activityArn")),
      Map.entry("GetExecutionHistory", asked -> asked.text("executionArn")),
      Map.entry("ListActivities", _ -> ANY),
      Map.entry("ListExecutions", asked -> asked.oneOf("stateMachineArn", "mapRunArn")),
      Map.entry("ListMapRuns", asked -> asked.text("executionArn")),
      Map.entry("ListStateMachineAliases", asked -> asked.text("stateMachineArn")),
      Map.entry("ListStateMachineVersions", asked -> asked.text("stateMachineArn")),
      Map.entry("ListStateMachines", _ -> ANY),
      Map.entry("ListTagsForResource", asked -> asked.text("resourceArn")),
      Map.entry("PublishStateMachineVersion", asked -> asked.text("stateMachineArn")),
      Map.entry("RedriveExecution", asked -> asked.text("executionArn")),
      Map.entry("SendTaskFailure", _ -> ANY),
      Map.entry("SendTaskHeartbeat", _ -> ANY),
      Map.entry("SendTaskSuccess", _ -> ANY),
      Map.entry("StartExecution", asked -> asked.text("stateMachineArn")),
      Map.entry("StartSyncExecution", asked -> asked.text("stateMachineArn")),
      Map.entry("StopExecution", asked -> asked.text("executionArn")),
      Map.entry("TagResource", asked -> asked.text("resourceArn")),
      Map.entry("TestState", _ -> ANY),
      Map.entry("UntagResource", asked -> asked.text("resourceArn")),
      Map.entry("UpdateMapRun", asked -> asked.text("mapRunArn")),
      Map.entry("UpdateStateMachine", asked -> asked.text("stateMachineArn")),
      Map.entry("UpdateStateMachineAlias", asked -> asked.text("stateMachineAliasArn")),
      Map.entry("ValidateStateMachineDefinition", _ -> ANY));

  private final String region;
  private final String account;

  /** @param account whose resources those are that a request creates */
  public OperationRights(String region, String account) {
    this.region = region;
    this.account = account;
  }

  /** The operations that are listed. */
  static Set<String> operations() {
    return RESOURCES.keySet();
  }

  /** Those of them that change nothing. */
  static Set<String> reads() {
    return READS;
  }

  /** Whether an operation changes anything, so that it is noted. */
  public boolean changes(String operation) {
    return !READS.contains(operation);
  }

  /** What an operation's action is called in policies. */
  public static String action(String operation) {
    return "states:" + operation;
  }

  /** What an operation is about: an ARN as the request has it, or {@code *}. */
  public String resource(String operation, Map<String, @Nullable Object> members) {
    return Objects.requireNonNull(RESOURCES.get(operation), operation)
        .apply(new Asked(region, account, members));
  }

  /**
   * Lets the caller of the current request perform an operation, or not.
   *
   * @param members of the request, as the service model has them
   * @throws dev.pawl.api.protocol.ApiException {@code AccessDeniedException}
   */
  public void check(Call call, String operation, Map<String, @Nullable Object> members) {
    String resource = resource(operation, members);
    call.check(action(operation), resource, qualifier(resource));
    if (members.get("roleArn") instanceof String role) {
      call.check("iam:PassRole", role, Map.of("iam:PassedToService", List.of(PASSED_TO),
          "iam:AssociatedResourceArn", List.of(resource)));
    }
  }

  private static Map<String, List<String>> qualifier(String resource) {
    Optional<String> name = Arn.parse(resource).flatMap(arn -> switch (arn) {
      case Arn.Version version -> Optional.of(Integer.toString(version.number()));
      case Arn.Alias alias -> Optional.of(alias.name());
      default -> Optional.empty();
    });
    return name.map(known -> Map.of("states:StateMachineQualifier", List.of(known)))
        .orElse(Map.of());
  }

  private record Asked(String region, String account, Map<String, @Nullable Object> members) {
    String text(String member) {
      return members.get(member) instanceof String text ? text : ANY;
    }

    String oneOf(String first, String second) {
      return members.get(first) instanceof String text ? text : text(second);
    }

    String named(String kind) {
      return String.join(":", "arn:aws:states", region, account, kind, text("name"));
    }

    /** Of the state machine whose versions it routes to. */
    String alias() {
      if (members.get("routingConfiguration") instanceof List<?> routes && !routes.isEmpty()
          && routes.getFirst() instanceof Map<?, ?> route
          && route.get("stateMachineVersionArn") instanceof String version
          && Arn.parse(version).orElse(null) instanceof Arn.Version arn) {
        return arn.stateMachine().text() + ":" + text("name");
      }
      return ANY;
    }
  }
}
