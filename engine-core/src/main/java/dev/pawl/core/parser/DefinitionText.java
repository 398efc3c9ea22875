package dev.pawl.core.parser;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pawl.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A definition's text as a tree. Stricter than payloads: a key that stands twice in an object is refused,
 * since one of the two would be lost. Syntax errors quote their place in the source, as AWS's do.
 */
final class DefinitionText {
  /** AWS's limit for a definition, in bytes of UTF-8. */
  static final int LONGEST = 1_048_576;

  /**
   * How long the locations of all fields may be together, in characters. What is found in a definition names
   * its location, so that a long name with many fields below it would otherwise take gigabytes.
   */
  static final long LONGEST_LOCATIONS = 32_000_000;

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

  private final Diagnostics diagnostics;
  private long locations;

  private DefinitionText(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The definition's outermost object; empty where the text is not one, which the diagnostics then say. */
  static Optional<Element> parse(String definition, Diagnostics diagnostics) {
    if (definition.isBlank()) {
      diagnostics.schema("Definition must be a valid JSON object", "");
      return Optional.empty();
    }
    if (definition.length() > LONGEST
        || definition.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      diagnostics.schema("Definition must not be longer than " + LONGEST + " bytes", "");
      return Optional.empty();
    }
    @Nullable
    Object tree;
    try {
      tree = MAPPER.readValue(definition, Object.class);
    } catch (StreamConstraintsException e) {
      boolean deep = String.valueOf(e.getMessage()).contains("nesting depth");
      diagnostics.error(
          deep ? Diagnostic.TOO_DEEPLY_NESTED : Diagnostic.INVALID_JSON_DESCRIPTION,
          deep
              ? "Definition must not be nested more than " + Json.MAX_DEPTH + " levels deep"
              : e.getOriginalMessage(),
          "");
      return Optional.empty();
    } catch (JsonProcessingException e) {
      JsonLocation location = e.getLocation();
      diagnostics.error(Diagnostic.INVALID_JSON_DESCRIPTION, e.getOriginalMessage(),
          location == null ? "" : location.toString());
      return Optional.empty();
    }
    if (!(tree instanceof Map<?, ?> object)) {
      diagnostics.schema("Definition must be a valid JSON object", "");
      return Optional.empty();
    }
    return new DefinitionText(diagnostics).canBeKept(tree, "", 0)
        ? Optional.of(Element.root(object, diagnostics))
        : Optional.empty();
  }

  /**
   * Reports the first thing that is JSON, but nothing that could be computed with or stored: a number that no
   * double holds, half of a surrogate pair.
   *
   * @param name the name of the field or element
   * @param length the length of its location
   */
  private boolean canBeKept(@Nullable Object tree, String name, int length) {
    locations += length;
    if (locations > LONGEST_LOCATIONS) {
      diagnostics.error(Diagnostic.TOO_DEEPLY_NESTED,
          "The names of the definition's fields are too long for their number", "");
      return false;
    }
    return switch (tree) {
      case String text -> isText(text, name);
      case Double number when !Double.isFinite(number) -> {
        diagnostics.error(Diagnostic.INVALID_JSON_DESCRIPTION,
            "The number in the field '" + name + "' is out of range", "");
        yield false;
      }
      case Map<?, ?> map -> map.entrySet().stream().allMatch(entry -> {
        String key = String.valueOf(entry.getKey());
        return isText(key, name) && canBeKept(entry.getValue(), key, length + key.length() + 1);
      });
      case List<?> list -> list.stream().allMatch(item -> canBeKept(item, name, length + 3));
      case null, default -> true;
    };
  }

  private boolean isText(String text, String field) {
    if (text.codePoints().noneMatch(
        c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      return true;
    }
    diagnostics.error(Diagnostic.INVALID_JSON_DESCRIPTION,
        "A string in the field '" + field + "' holds half of a surrogate pair", "");
    return false;
  }
}
