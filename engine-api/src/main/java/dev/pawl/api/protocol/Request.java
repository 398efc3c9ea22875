package dev.pawl.api.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request, checked against the service model.
 *
 * @param members as JSON trees; a member that is null counts as absent
 * @param onlyRevision the revision id that the state machine must have for the request to change it; empty for any
 */
public record Request(Map<String, @Nullable Object> members, Optional<String> onlyRevision) {
  /** Whatever the revision. */
  public Request(Map<String, @Nullable Object> members) {
    this(members, Optional.empty());
  }

  /**
   * A member that the model requires.
   *
   * @throws IllegalStateException where it does not
   */
  public String text(String member) {
    return optionalText(member)
        .orElseThrow(() -> new IllegalStateException("the model does not require " + member));
  }

  public Optional<String> optionalText(String member) {
    return Optional.ofNullable((String) members.get(member));
  }

  public Optional<Integer> integer(String member) {
    return Optional.ofNullable((Number) members.get(member)).map(Number::intValue);
  }

  public boolean flag(String member, boolean otherwise) {
    return members.get(member) instanceof Boolean flag ? flag : otherwise;
  }

  /** A structure; empty where it is absent. */
  public Optional<Map<String, @Nullable Object>> structure(String member) {
    return Optional.ofNullable(members.get(member)).map(Request::asStructure);
  }

  /** A list of structures; empty where it is absent. */
  public List<Map<String, @Nullable Object>> structures(String member) {
    return members.get(member) instanceof List<?> items
        ? items.stream().map(Request::asStructure).toList()
        : List.of();
  }

  /** Whether the caller wants data besides metadata ({@code includedData}). */
  public boolean wantsData() {
    return !optionalText("includedData").orElse("").equals("METADATA_ONLY");
  }

  /** The validator has seen that it is one. */
  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> asStructure(Object value) {
    return (Map<String, @Nullable Object>) value;
  }
}
