package dev.pawl.api.trigger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pages of a list in the order of names: a token is the last name, which says nothing about other accounts. */
final class Pages {
  static final int LONGEST = 100;

  private Pages() {}

  /** After which name the wanted page begins. */
  static String after(Asked asked) {
    return asked.text("NextToken").map(token -> {
      try {
        return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        throw Asked.invalid("NextToken is invalid");
      }
    }).orElse("");
  }

  /**
   * An answer with a page.
   *
   * @param rows one more than the page is long, where there are more
   */
  static <T> Map<String, @Nullable Object> of(String member, List<T> rows, int limit,
      Function<T, ?> shown, Function<T, String> name) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(member, rows.stream().limit(limit).map(shown).toList());
    if (rows.size() > limit) {
      answer.put("NextToken", Base64.getUrlEncoder().withoutPadding().encodeToString(
          name.apply(rows.get(limit - 1)).getBytes(StandardCharsets.UTF_8)));
    }
    return answer;
  }
}
