package dev.pawl.tasks;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code elasticmapreduce:modifyInstanceFleetByName} and {@code …GroupByName}: EMR's own calls want ids, which are looked up
 * first (reference: service-integrations, section 3).
 */
final class NamedInstancesConnector implements Connector {
  private static final String CLUSTER = "ClusterId";

  private final Connector list;
  private final Connector modify;
  private final Kind kind;

  /** What has a name. */
  enum Kind {
    FLEET("InstanceFleet", "listInstanceFleets", "modifyInstanceFleet"),
    GROUP("InstanceGroup", "listInstanceGroups", "modifyInstanceGroups");

    private final String member;
    private final String list;
    private final String modify;

    Kind(String member, String list, String modify) {
      this.member = member;
      this.list = list;
      this.modify = modify;
    }

    /** The action that an integration names; empty for another one. */
    static Optional<Kind> of(Resource.Service resource) {
      return !resource.service().equals("elasticmapreduce")
          ? Optional.empty()
          : switch (resource.action()) {
            case "modifyInstanceFleetByName" -> Optional.of(FLEET);
            case "modifyInstanceGroupByName" -> Optional.of(GROUP);
            default -> Optional.empty();
          };
    }

    /** The SDK's action that lists all of a cluster. */
    String list() {
      return list;
    }

    /** The SDK's action that changes one by its id. */
    String modify() {
      return modify;
    }
  }

  /**
   * @param list calls {@link Kind#list}
   * @param modify calls {@link Kind#modify}
   */
  NamedInstancesConnector(Connector list, Connector modify, Kind kind) {
    this.list = list;
    this.modify = modify;
    this.kind = kind;
  }

  /** To set a size twice changes nothing. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.RESEND;
  }

  @Override
  public Outcome<Payload> call(TaskRequest task) throws InterruptedException {
    String name = kind.member + "Name";
    if (!(task.parameters().tree() instanceof Map<?, ?> parameters)
        || !(parameters.get(CLUSTER) instanceof String cluster)
        || !(parameters.get(name) instanceof String wanted)
        || !(parameters.get(kind.member) instanceof Map<?, ?> changes)) {
      return SdkCalls.unusable(task.parameters(), "The fields '" + CLUSTER + "', '" + name
          + "' and '" + kind.member + "' are required");
    }
    @Nullable
    String marker = null;
    do {
      Map<String, Object> asked = new LinkedHashMap<>(Map.of(CLUSTER, cluster));
      if (marker != null) {
        asked.put("Marker", marker);
      }
      Outcome<Payload> page = list.call(task.with(Payload.of(asked)));
      if (!(page instanceof Outcome.Ok<Payload>(Payload found))
          || !(found.tree() instanceof Map<?, ?> members)) {
        return page;
      }
      Optional<String> id = id(members, wanted);
      if (id.isPresent()) {
        return modify.call(task.with(Payload.of(request(cluster, id.get(), changes))));
      }
      marker = members.get("Marker") instanceof String next ? next : null;
    } while (marker != null);
    return Outcome.failed(new StatesError("ElasticMapReduce.InvalidRequestException",
        "The cluster " + cluster + " has no " + kind.member + " named " + wanted));
  }

  private Optional<String> id(Map<?, ?> members, String wanted) {
    return !(members.get(kind.member + "s") instanceof List<?> all)
        ? Optional.empty()
        : all.stream().filter(Map.class::isInstance).map(one -> (Map<?, ?>) one)
            .filter(one -> wanted.equals(one.get("Name")))
            .flatMap(one -> Optional.ofNullable(one.get("Id")).stream())
            .map(String::valueOf).findFirst();
  }

  private Map<String, Object> request(String cluster, String id, Map<?, ?> changes) {
    Map<Object, @Nullable Object> one = new LinkedHashMap<>(changes);
    one.put(kind.member + "Id", id);
    Map<String, Object> request = new LinkedHashMap<>(Map.of(CLUSTER, cluster));
    switch (kind) {
      case FLEET -> request.put(kind.member, one);
      case GROUP -> request.put(kind.member + "s", List.of(one));
    }
    return request;
  }
}
