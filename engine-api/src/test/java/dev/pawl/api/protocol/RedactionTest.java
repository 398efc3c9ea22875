package dev.pawl.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** No sensitive member of any request is left, and the others are. */
final class RedactionTest {
  private static final String CANARY = "canary-of-a-member";
  private static final Set<String> PLAIN = Set.of("name", "executionArn", "stateMachineArn");

  private final ServiceModel model = ServiceModel.load(262_144);
  private final Redaction redaction = new Redaction(model);

  @Test
  void whatTheModelMarksIsHiddenWhereverItStands() {
    int hidden = 0;
    for (String operation : model.operations()) {
      Map<String, @Nullable Object> request = filled(model.input(operation), 0);
      String shown = Json.write(redaction.of(operation, request));
      assertThat(shown).as(operation).doesNotContain("SENSITIVE");
      hidden += shown.split(Pattern.quote(Redaction.HIDDEN), -1).length - 1;
      if (request.keySet().stream().anyMatch(PLAIN::contains)) {
        assertThat(shown).as(operation).contains(CANARY);
      }
    }
    assertThat(hidden).isGreaterThan(20);
  }

  @Test
  void taskTokensAndUnknownMembersAreHidden() {
    assertThat(redaction.of("SendTaskSuccess", Map.of("taskToken", CANARY, "output", CANARY)))
        .containsOnly(Map.entry("taskToken", Redaction.HIDDEN),
            Map.entry("output", Redaction.HIDDEN));
    assertThat(redaction.of("ListActivities", Map.of("unknown", CANARY)))
        .containsEntry("unknown", Redaction.HIDDEN);
  }

  /** A request that has all members. */
  private Map<String, @Nullable Object> filled(String structure, int depth) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (depth < 6) {
      ((Shape.Structure) model.shape(structure)).members()
          .forEach((name, shape) -> members.put(name, value(shape, depth)));
    }
    return members;
  }

  private @Nullable Object value(String shape, int depth) {
    boolean isSecret = model.isSensitive(shape) || shape.equals("TaskToken");
    return switch (model.shape(shape)) {
      case Shape.Structure _ -> filled(shape, depth + 1);
      case Shape.Items items -> List.of(value(items.item(), depth + 1));
      case Shape.Text _ -> isSecret ? "SENSITIVE" : CANARY;
      default -> "a value";
    };
  }
}
