package dev.pawl.api.tag;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds tags to a resource, or gives them other values. */
final class TagResource implements Operation {
  private final TaggedResources resources;

  TagResource(TaggedResources resources) {
    this.resources = resources;
  }

  @Override
  public String name() {
    return "TagResource";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("resourceArn");
    resources.put(arn, request);
    return Map.of();
  }
}
