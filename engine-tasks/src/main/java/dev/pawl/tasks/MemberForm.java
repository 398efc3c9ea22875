package dev.pawl.tasks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where an integration speaks of one thing and the SDK's action of a list of them, or by another name.
 *
 * @param sdkAction the SDK's action
 * @param asked the integration's members by those of the SDK's request
 * @param told the SDK's members by those of the integration's result
 */
record MemberForm(String sdkAction, Map<String, Renamed> asked, Map<String, Renamed> told) {
  /** The actions of EMR whose names and members are the integration's own. */
  private static final Map<String, MemberForm> RENAMED = Map.of(
      "elasticmapreduce:createCluster",
      new MemberForm("runJobFlow", Map.of(), Map.of("JobFlowId", Renamed.plain("ClusterId"))),
      "elasticmapreduce:terminateCluster",
      new MemberForm("terminateJobFlows", Map.of("ClusterId", Renamed.listed("JobFlowIds")),
          Map.of()),
      "elasticmapreduce:addStep",
      new MemberForm("addJobFlowSteps",
          Map.of("ClusterId", Renamed.plain("JobFlowId"), "Step", Renamed.listed("Steps")),
          Map.of("StepIds", Renamed.listed("StepId"))),
      "elasticmapreduce:cancelStep",
      new MemberForm("cancelSteps", Map.of("StepId", Renamed.listed("StepIds")),
          Map.of("CancelStepsInfoList", Renamed.listed("CancelStepsInfo"))),
      "elasticmapreduce:setClusterTerminationProtection",
      new MemberForm("setTerminationProtection",
          Map.of("ClusterId", Renamed.listed("JobFlowIds")), Map.of()));

  /**
   * Another name.
   *
   * @param listed whether one of the two is a list of the other
   */
  record Renamed(String name, boolean listed) {
    static Renamed plain(String name) {
      return new Renamed(name, false);
    }

    static Renamed listed(String name) {
      return new Renamed(name, true);
    }
  }

  static MemberForm of(String service, String action) {
    return RENAMED.getOrDefault(service + ':' + action, asIs(action));
  }

  static MemberForm asIs(String action) {
    return new MemberForm(action, Map.of(), Map.of());
  }

  /** The integration's name of a member of the SDK's request. */
  String own(String sdkName) {
    return asked.entrySet().stream().filter(entry -> entry.getValue().name().equals(sdkName))
        .map(Map.Entry::getKey).findFirst().orElse(sdkName);
  }

  /** The members of the SDK's request. */
  Map<Object, @Nullable Object> request(Map<?, ?> parameters) {
    Map<Object, @Nullable Object> members = new LinkedHashMap<>();
    parameters.forEach((name, value) -> {
      Renamed renamed = asked.get(name);
      if (renamed == null) {
        members.put(name, value);
      } else {
        members.put(renamed.name(), renamed.listed() && value != null ? List.of(value) : value);
      }
    });
    return members;
  }

  /** The members of the integration's result, sorted as AWS sorts them. */
  Map<String, @Nullable Object> result(Map<String, @Nullable Object> members) {
    Map<String, @Nullable Object> result = new TreeMap<>();
    members.forEach((name, value) -> {
      Renamed renamed = told.get(name);
      if (renamed == null) {
        result.put(name, value);
      } else if (!renamed.listed()) {
        result.put(renamed.name(), value);
      } else if (value instanceof List<?> items && !items.isEmpty()) {
        result.put(renamed.name(), items.getFirst());
      }
    });
    return result;
  }
}
