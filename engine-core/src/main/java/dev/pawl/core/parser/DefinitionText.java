package dev.pawl.core.parser;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pawl.core.json.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A definition's text as a tree. Stricter than payloads: a key that stands twice in an object is refused,
 * since one of the two would be lost. Syntax errors quote their place in the source, as AWS's do.
 */
final class DefinitionText {
  private static final ObjectMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .build();

  static {
    MAPPER.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Json.MAX_DEPTH)
                .maxNumberLength(Json.MAX_NUMBER_LENGTH)
                .build());
  }

  private DefinitionText() {}

  /** The definition's outermost object; empty where the text is not one, which the diagnostics then say. */
  static Optional<Element> parse(String definition, Diagnostics diagnostics) {
    if (definition.isBlank()) {
      diagnostics.schema("Definition must be a valid JSON object", "");
      return Optional.empty();
    }
    @Nullable
    Object tree;
    try {
      tree = MAPPER.readValue(definition, Object.class);
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      diagnostics.error(Diagnostic.INVALID_JSON_DESCRIPTION, e.getOriginalMessage(),
          location == null ? "" : location.toString());
      return Optional.empty();
    }
    if (tree instanceof Map<?, ?> object) {
      return Optional.of(Element.root(object, diagnostics));
    }
    diagnostics.schema("Definition must be a valid JSON object", "");
    return Optional.empty();
  }
}
