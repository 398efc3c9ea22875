package dev.pawl.core.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a reference path: names and indexes below {@code $}. A name may be written
 * {@code .name}, with a backslash before a character that would end it, or {@code ['name']}.
 */
record PathSyntax(List<Step> steps) {
  /** One step down. */
  sealed interface Step {
    record Name(String name) implements Step {}

    record Index(int index) implements Step {}
  }

  PathSyntax {
    steps = List.copyOf(steps);
  }

  /** Reads the text; empty where it is not a reference path. */
  static Optional<PathSyntax> parse(String text) {
    List<Step> steps = new ArrayList<>();
    int at = 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end;
      if (c == '.' && at + 1 < text.length() && text.charAt(at + 1) != '[') {
        StringBuilder name = new StringBuilder();
        end = dottedName(text, at + 1, name);
        if (name.isEmpty()) {
          return Optional.empty();
        }
        steps.add(new Step.Name(name.toString()));
      } else if (c == '[' || c == '.') {
        int open = c == '[' ? at : at + 1;
        if (open >= text.length()) {
          return Optional.empty();
        }
        int close = closingBracket(text, open);
        Optional<Step> step = close < 0
            ? Optional.empty()
            : bracketed(text.substring(open + 1, close));
        if (step.isEmpty()) {
          return Optional.empty();
        }
        steps.add(step.get());
        end = close + 1;
      } else {
        return Optional.empty();
      }
      if (end < 0) {
        return Optional.empty();
      }
      at = end;
    }
    return Optional.of(new PathSyntax(steps));
  }

  /** Returns the index behind the name; a negative one where a character cannot be in it. */
  private static int dottedName(String text, int start, StringBuilder name) {
    int at = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '.' || c == '[') {
        return at;
      }
      if (c == '\\' && at + 1 < text.length()) {
        name.append(text.charAt(at + 1));
        at += 2;
        continue;
      }
      if (Character.isWhitespace(c) || "@,:?*()'\"\\]".indexOf(c) >= 0) {
        return -1;
      }
      name.append(c);
      at++;
    }
    return at;
  }

  private static int closingBracket(String text, int open) {
    if (open + 1 >= text.length()) {
      return -1;
    }
    char quote = text.charAt(open + 1);
    if (quote != '\'' && quote != '"') {
      return text.indexOf(']', open);
    }
    int close = text.indexOf(quote, open + 2);
    return close >= 0 && close + 1 < text.length() && text.charAt(close + 1) == ']'
        ? close + 1
        : -1;
  }

  private static Optional<Step> bracketed(String inside) {
    if (inside.isEmpty()) {
      return Optional.empty();
    }
    if (inside.charAt(0) == '\'' || inside.charAt(0) == '"') {
      String name = inside.substring(1, inside.length() - 1);
      // A backslash in a quoted name is a character like others at AWS.
      return name.isEmpty()
          ? Optional.empty()
          : Optional.of(new Step.Name(name));
    }
    if (inside.length() > 9 || !inside.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(new Step.Index(Integer.parseInt(inside)));
  }

  /** The same path in Jayway's bracket spelling. */
  String bracketed() {
    StringBuilder text = new StringBuilder("$");
    for (Step step : steps) {
      switch (step) {
        case Step.Name(String name) ->
          text.append("['").append(name.replace("\\", "\\\\").replace("'", "\\'"))
              .append("']");
        case Step.Index(int index) -> text.append('[').append(index).append(']');
      }
    }
    return text.toString();
  }

  /** Follows the steps from a tree; a miss has no message. */
  DataPath.Reading walk(@Nullable Object start) {
    Object node = start;
    for (Step step : steps) {
      if (step instanceof Step.Name(String name) && node instanceof Map<?, ?> map
          && map.containsKey(name)) {
        node = map.get(name);
      } else if (step instanceof Step.Index(int index) && node instanceof List<?> list
          && index < list.size()) {
        node = list.get(index);
      } else {
        return new DataPath.Reading.Miss("");
      }
    }
    return new DataPath.Reading.Hit(node);
  }
}
