package dev.pawl.api.tag;

import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Request;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes tags from a resource. */
final class UntagResource implements Operation {
  private final TaggedResources resources;

  UntagResource(TaggedResources resources) {
    this.resources = resources;
  }

  @Override
  public String name() {
    return "UntagResource";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    List<String> keys = request.members().get("tagKeys") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
    resources.remove(request.text("resourceArn"), keys);
    return Map.of();
  }
}
