package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What tags may look like. */
public final class TagRules {
  private static final Pattern ALLOWED = Pattern
      .compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
  private static final String RESERVED = "aws:";

  private TagRules() {}

  /**
   * Checks tags by themselves.
   *
   * @throws ApiException {@code ValidationException} or {@code TooManyTags}
   */
  static void check(Map<String, String> tags, int most) {
    tags.forEach((key, value) -> {
      if (key.isEmpty() || !ALLOWED.matcher(key).matches()
          || !ALLOWED.matcher(value).matches()) {
        throw ApiError.VALIDATION.about(
            "Tags may only contain unicode letters, digits, white space, or these symbols:"
                + " _ . : / = + - @");
      }
      if (key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
        throw ApiError.VALIDATION.about("The tag key must not begin with 'aws:': " + key);
      }
    });
    count(tags.keySet(), "", most);
  }

  /**
   * Checks how many tags a resource would have.
   *
   * @throws ApiException {@code TooManyTags}
   */
  public static void count(Set<String> keys, String arn, int most) {
    if (keys.size() > most) {
      throw arn.isEmpty()
          ? ApiError.TOO_MANY_TAGS.about("A resource may have " + most + " tags")
          : ApiError.TOO_MANY_TAGS.about("A resource may have " + most + " tags: '" + arn + "'",
              arn);
    }
  }
}
