package dev.pawl.api.rest;

import dev.pawl.api.protocol.Operations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Calls AWS's operations for the routes. */
final class Service {
  private final Operations operations;
  private final Translation translation;
  private final Names names;

  Service(Operations operations, Names names) {
    this.operations = operations;
    this.translation = new Translation(operations.model());
    this.names = names;
  }

  Names names() {
    return names;
  }

  Translation translation() {
    return translation;
  }

  /** Performs an operation and translates its answer. */
  Map<String, @Nullable Object> call(String operation, Map<String, @Nullable Object> members) {
    return call(operation, members, Optional.empty());
  }

  /** The same for one revision only. */
  Map<String, @Nullable Object> call(String operation, Map<String, @Nullable Object> members,
      Optional<String> onlyRevision) {
    return translation.answer(operation, operations.perform(operation, members, onlyRevision));
  }

  /** The same where one member is enough, with a link to what the answer is about. */
  Map<String, @Nullable Object> show(String operation, String arnMember, String arn) {
    return linked(call(operation, Map.of(arnMember, arn)), arnMember);
  }

  Map<String, @Nullable Object> linked(Map<String, @Nullable Object> tree, String arnMember) {
    names.link(tree, arnMember);
    return tree;
  }

  /**
   * A page.
   *
   * @param members of the request, besides those of paging
   * @param list the answer's member that has the items
   * @param arnMember by which items are linked; empty for none
   */
  RestAnswer page(RestRequest request, String operation, Map<String, @Nullable Object> members,
      String list, String arnMember) {
    Map<String, @Nullable Object> asked = new LinkedHashMap<>(members);
    request.number("limit").ifPresent(limit -> asked.put("maxResults", limit));
    request.parameter("cursor").ifPresent(cursor -> asked.put("nextToken", cursor));
    Map<String, @Nullable Object> answer = call(operation, asked);
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    List<?> items = (List<?>) Objects.requireNonNull(answer.get(list));
    for (Object item : items) {
      names.link(asStructure(item), arnMember);
    }
    page.put("items", items);
    if (answer.get("nextToken") != null) {
      page.put("nextCursor", answer.get("nextToken"));
    }
    return RestAnswer.ok(page);
  }

  /** The answer about something that was created. */
  RestAnswer.Document created(Map<String, @Nullable Object> tree, String arnMember) {
    linked(tree, arnMember);
    RestAnswer.Document answer = RestAnswer.of(201, tree);
    return tree.get("self") instanceof String self ? answer.with("Location", self) : answer;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> asStructure(Object item) {
    return (Map<String, @Nullable Object>) item;
  }
}
