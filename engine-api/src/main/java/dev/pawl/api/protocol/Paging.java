package dev.pawl.api.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The page that a request asks for. */
public final class Paging {
  private static final int DEFAULT_SIZE = 100;

  private final PageTokens tokens;
  private final String operation;
  private final String filter;
  private final int size;
  private final Optional<String> cursor;

  private Paging(PageTokens tokens, String operation, String filter, int size,
      Optional<String> cursor) {
    this.tokens = tokens;
    this.operation = operation;
    this.filter = filter;
    this.size = size;
    this.cursor = cursor;
  }

  /**
   * Reads {@code maxResults} and {@code nextToken}.
   *
   * @param filter all that the caller asked for besides the size of a page
   * @throws ApiException {@code InvalidToken} where the token was not given for this list
   */
  public static Paging of(Request request, PageTokens tokens, String operation, String filter) {
    int asked = request.integer("maxResults").orElse(0);
    return new Paging(
        tokens, operation, filter, asked == 0 ? DEFAULT_SIZE : asked,
        request.optionalText("nextToken").map(token -> tokens.read(operation, filter, token)));
  }

  /** The most items of the page. */
  public int size() {
    return size;
  }

  /** Where the page begins; empty for the first. */
  public Optional<String> cursor() {
    return cursor;
  }

  /** The token of the page that begins there. */
  public String token(String next) {
    return tokens.issue(operation, filter, next);
  }

  /**
   * Puts a page into an answer, and the token of the next one where there is one.
   *
   * @param rows up to one row more than the page may have
   * @param place where the page after a row begins
   */
  public <T> void fill(Map<String, @Nullable Object> answer, String member, List<T> rows,
      Function<T, Map<String, @Nullable Object>> item, Function<T, String> place) {
    List<T> page = rows.size() > size ? rows.subList(0, size) : rows;
    answer.put(member, page.stream().map(item).toList());
    if (rows.size() > size) {
      answer.put("nextToken", token(place.apply(page.getLast())));
    }
  }
}
