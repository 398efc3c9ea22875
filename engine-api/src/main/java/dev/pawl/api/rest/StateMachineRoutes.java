package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** State machines, their versions, and checks of definitions. */
final class StateMachineRoutes {
  private static final String ARN = "stateMachineArn";
  private static final String VERSION_ARN = "stateMachineVersionArn";
  private static final String ONE = "/state-machines/{name}";
  private static final String INITIAL = "INITIAL";

  private final Service service;
  private final Schemas schemas;

  StateMachineRoutes(Service service, Schemas schemas) {
    this.service = service;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Map<String, Map<String, @Nullable Object>> self = Map.of("self", Schemas.STRING);
    Map<String, @Nullable Object> machine = schemas.answer("StateMachine", "DescribeStateMachine",
        self);
    return List.of(
        on("GET", "/state-machines", "listStateMachines", "Lists state machines",
            request -> service.page(request, "ListStateMachines", Map.of(), "stateMachines", ARN))
            .query(Query.LIMIT, Query.CURSOR)
            .answers(200, schemas.page("StateMachines", "ListStateMachines", "stateMachines")),
        on("POST", "/state-machines", "createStateMachine",
            "Creates a state machine; the same request again is harmless", this::create)
            .takes(Body.of(schemas, "CreateStateMachine", "name", "definition", "roleArn", "type",
                "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration", "tags",
                "publish", "versionDescription").requiring("name", "definition"))
            .answers(201, schemas.answer("CreatedStateMachine", "CreateStateMachine", self)),
        on("GET", ONE, "getStateMachine", "Shows a state machine", this::get)
            .query(Query.DATA).answers(200, machine),
        on("PUT", ONE, "updateStateMachine",
            "Changes the members that are given; with If-Match only the revision that it names",
            this::update)
            .takes(Body.of(schemas, "UpdateStateMachine", "definition", "roleArn",
                "loggingConfiguration", "tracingConfiguration", "encryptionConfiguration",
                "publish", "versionDescription"))
            .answers(200, schemas.answer("UpdatedStateMachine", "UpdateStateMachine", self)),
        on("DELETE", ONE, "deleteStateMachine",
            "Deletes a state machine; it is gone when its last execution has ended",
            request -> delete("DeleteStateMachine", ARN, service.names().stateMachine(request))),
        on("GET", ONE + "/versions", "listVersions", "Lists versions, the latest first",
            request -> service.page(request, "ListStateMachineVersions",
                Map.of(ARN, service.names().stateMachine(request)), "stateMachineVersions",
                VERSION_ARN))
            .query(Query.LIMIT, Query.CURSOR)
            .answers(200,
                schemas.page("Versions", "ListStateMachineVersions", "stateMachineVersions")),
        on("POST", ONE + "/versions", "publishVersion",
            "Publishes the latest revision as a version", this::publish)
            .takes(Body.of(schemas, "PublishStateMachineVersion", "revisionId", "description"))
            .answers(201, schemas.answer("PublishedVersion", "PublishStateMachineVersion", self)),
        on("GET", ONE + "/versions/{version}", "getVersion", "Shows a version", request -> {
          String arn = service.names().qualified(request, version(request));
          return RestAnswer.ok(service.show("DescribeStateMachine", ARN, arn));
        }).answers(200, machine),
        on("DELETE", ONE + "/versions/{version}", "deleteVersion", "Deletes a version",
            request -> delete("DeleteStateMachineVersion", VERSION_ARN,
                service.names().qualified(request, version(request)))),
        on("POST", "/definitions/validate", "validateDefinition",
            "Says what is wrong with a definition", this::validate)
            .takes(Body.of(schemas, "ValidateStateMachineDefinition", "definition", "type",
                "severity", "maxResults").requiring("definition"))
            .answers(200,
                schemas.answer("Validation", "ValidateStateMachineDefinition", Map.of())));
  }

  private RestAnswer create(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    members.putIfAbsent("roleArn", service.names().role());
    return service.created(service.call("CreateStateMachine", members), ARN);
  }

  private RestAnswer get(RestRequest request) {
    Map<String, @Nullable Object> answer = service.linked(
        service.call("DescribeStateMachine", Map.of(
            ARN, service.names().stateMachine(request),
            "includedData", request.flag("data", true) ? "ALL_DATA" : "METADATA_ONLY")),
        ARN);
    return tagged(answer);
  }

  private RestAnswer update(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    String arn = service.names().stateMachine(request);
    members.put(ARN, arn);
    Map<String, @Nullable Object> answer = service.call(
        "UpdateStateMachine", members, request.ifMatch());
    Names.path(arn).ifPresent(path -> answer.put("self", path));
    return tagged(answer);
  }

  /** With the revision as entity tag. */
  private static RestAnswer tagged(Map<String, @Nullable Object> answer) {
    Object revision = answer.getOrDefault("revisionId", INITIAL);
    return RestAnswer.ok(answer).with("ETag", "\"" + revision + "\"");
  }

  private RestAnswer publish(RestRequest request) {
    Map<String, @Nullable Object> members = request.copy();
    members.put(ARN, service.names().stateMachine(request));
    return service.created(service.call("PublishStateMachineVersion", members), VERSION_ARN);
  }

  private RestAnswer validate(RestRequest request) {
    return RestAnswer.ok(service.call("ValidateStateMachineDefinition", request.members()));
  }

  private RestAnswer delete(String operation, String member, String arn) {
    Map<String, @Nullable Object> _ = service.call(operation, Map.of(member, arn));
    return RestAnswer.nothing();
  }

  /** A name in this place would be an alias's, which is another resource. */
  private static String version(RestRequest request) {
    String version = request.part("version");
    if (!version.matches("[1-9]\\d{0,8}")) {
      throw ProblemException.badParameter("A version is a number from 1 on, not '"
          + Objects.requireNonNull(version) + "'");
    }
    return version;
  }
}
