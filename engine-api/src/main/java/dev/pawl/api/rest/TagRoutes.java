package dev.pawl.api.rest;

import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tags of state machines and activities. */
final class TagRoutes {
  private static final String ARN = "resourceArn";
  private static final Query KEY = new Query("key",
      Map.of("type", "array", "items", Schemas.STRING),
      "The key of a tag; may stand several times");

  private final Service service;
  private final Schemas schemas;

  TagRoutes(Service service, Schemas schemas) {
    this.service = service;
    this.schemas = schemas;
  }

  List<Route> routes() {
    return Stream.concat(
        of("/state-machines/{name}/tags", "StateMachine", service.names()::stateMachine),
        of("/activities/{name}/tags", "Activity",
            request -> service.names().activity(request.part("name"))))
        .toList();
  }

  private Stream<Route> of(String path, String whose, Function<RestRequest, String> arn) {
    return Stream.of(
        Route.on("GET", path, "list" + whose + "Tags", "Shows the tags",
            request -> RestAnswer.ok(
                service.call("ListTagsForResource", Map.of(ARN, arn.apply(request)))))
            .answers(200, schemas.answer("Tags", "ListTagsForResource", Map.of())),
        Route.on("POST", path, "add" + whose + "Tags", "Adds tags, or gives them other values",
            request -> {
              Map<String, @Nullable Object> members = request.copy();
              members.put(ARN, arn.apply(request));
              Map<String, @Nullable Object> _ = service.call("TagResource", members);
              return RestAnswer.nothing();
            }).takes(Body.of(schemas, "TagResource", "tags").requiring("tags")),
        Route.on("DELETE", path, "remove" + whose + "Tags", "Takes tags away", request -> {
          Map<String, @Nullable Object> _ = service.call("UntagResource", Map.of(
              ARN, arn.apply(request), "tagKeys", request.query().getOrDefault("key", List.of())));
          return RestAnswer.nothing();
        }).query(KEY));
  }
}
