package dev.pawl.api.tag;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the tags of a resource. */
final class ListTagsForResource implements Operation {
  private final TaggedResources resources;

  ListTagsForResource(TaggedResources resources) {
    this.resources = resources;
  }

  @Override
  public String name() {
    return "ListTagsForResource";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    return Map.of(
        "tags",
        resources.of(request.text("resourceArn"))
            .entrySet()
            .stream()
            .map(tag -> Map.of("key", tag.getKey(), "value", tag.getValue()))
            .toList());
  }
}
