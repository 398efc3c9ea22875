package dev.pawl.core.parser;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.task.Resource;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a Task's {@code Resource} (reference: service-integrations, section 1). */
final class ResourceReader {
  private static final Pattern FUNCTION = java.util.regex.Pattern
      .compile("arn:[^:]+:lambda:[^:]*:[^:]*:function:\\S+");
  private static final Pattern ACTIVITY = java.util.regex.Pattern
      .compile("arn:[^:]+:states:[^:]+:[^:]+:activity:[^:]+");
  private static final Pattern SERVICE = Pattern.compile(
      "arn:[^:]+:states:[^:]*:[^:]*:(?<service>aws-sdk:[a-z0-9]+|[a-z0-9-]+)"
          + ":(?<action>[a-z][A-Za-z0-9]*)(?<suffix>\\.sync|\\.sync:2|\\.waitForTaskToken)?");

  private ResourceReader() {}

  /** What the field names; a resource that nobody knows, or that the machine's type forbids, is reported. */
  static Optional<Resource> read(Element task, MachineType type) {
    Optional<String> arn = task.text("Resource");
    Optional<Resource> resource = arn.flatMap(ResourceReader::recognize);
    if (arn.isPresent() && resource.isEmpty()) {
      task.schema(notRecognized(arn.get()), "Resource");
    }
    if (type == MachineType.EXPRESS) {
      resource.ifPresent(known -> refuseInExpress(known, task));
    }
    return resource;
  }

  static String notRecognized(String arn) {
    return "The resource provided " + arn + " is not recognized. The value is not a valid resource"
        + " ARN, or the resource is not available in this region.";
  }

  private static Optional<Resource> recognize(String arn) {
    if (FUNCTION.matcher(arn).matches()) {
      return Optional.of(new Resource.Function(arn));
    }
    if (ACTIVITY.matcher(arn).matches()) {
      return Optional.of(new Resource.Activity(arn));
    }
    Matcher service = SERVICE.matcher(arn);
    if (!service.matches()) {
      return Optional.empty();
    }
    String name = service.group("service");
    String action = service.group("action");
    Resource.Pattern pattern = pattern(service.group("suffix"));
    return Integrations.offers(name, action, pattern)
        ? Optional.of(new Resource.Service(arn, name, action, pattern))
        : Optional.empty();
  }

  private static Resource.Pattern pattern(String suffix) {
    for (Resource.Pattern pattern : Resource.Pattern.values()) {
      if (pattern.suffix().equals(suffix)) {
        return pattern;
      }
    }
    return Resource.Pattern.REQUEST_RESPONSE;
  }

  private static void refuseInExpress(Resource resource, Element task) {
    switch (resource) {
      case Resource.Function _ -> {
      }
      case Resource.Activity _ ->
        task.schema("Express state machine does not support Activity ARN", "Resource");
      case Resource.Service service -> {
        switch (service.pattern()) {
          case REQUEST_RESPONSE -> {
          }
          case SYNC, SYNC_2 -> task.schema(
              "Express state machine does not support '.sync' service integration", "Resource");
          // the blank at the end is AWS's
          case WAIT_FOR_TASK_TOKEN -> task.schema(
              "Express state machine does not support '.waitForTaskToken' service integration ",
              "Resource");
        }
      }
    }
  }
}
