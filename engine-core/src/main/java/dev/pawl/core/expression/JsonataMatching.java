package dev.pawl.core.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import dev.pawl.core.json.LinearSearch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code $match}, {@code $contains}, {@code $replace} and {@code $split}. */
final class JsonataMatching {
  private JsonataMatching() {}

  private static Matcher matcher(Pattern pattern, String text) {
    return pattern.matcher(new GuardedText(text, EvaluationGuard.current()::tick));
  }

  private static boolean find(Matcher matcher) {
    boolean found = matcher.find();
    if (found && matcher.end() == matcher.start()) {
      throw new JException("D1004", -1);
    }
    return found;
  }

  private static long limit(JsonataArguments arguments, int index, String code) {
    if (arguments.isUndefined(index)) {
      return Long.MAX_VALUE;
    }
    Number limit = arguments.number(index);
    if (limit.doubleValue() < 0) {
      throw new JException(code, -1, limit);
    }
    return (long) limit.doubleValue();
  }

  static @Nullable Object match(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    long limit = limit(arguments, 2, "D3040");
    Matcher matcher = matcher(arguments.pattern(1), text);
    List<Object> matches = Utils.createSequence();
    while (matches.size() < limit && find(matcher)) {
      Map<String, Object> match = new LinkedHashMap<>();
      match.put("match", matcher.group());
      match.put("index", matcher.start());
      match.put("groups", groups(matcher, 1));
      matches.add(match);
    }
    return matches;
  }

  private static List<Object> groups(Matcher matcher, int from) {
    List<Object> groups = new ArrayList<>();
    for (int i = from; i <= matcher.groupCount(); i++) {
      String group = matcher.group(i);
      groups.add(group == null ? "" : group);
    }
    return groups;
  }

  static @Nullable Object contains(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    return arguments.value(1) instanceof String part
        ? LinearSearch.indexOf(text, part, 0) >= 0
        : find(matcher(arguments.pattern(1), text));
  }

  static @Nullable Object split(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    long limit = limit(arguments, 2, "D3020");
    EvaluationGuard guard = EvaluationGuard.current();
    List<Object> parts = new ArrayList<>();
    if (arguments.value(1) instanceof String separator) {
      int start = 0;
      while (parts.size() < limit && start <= text.length()) {
        guard.tick();
        int end = separator.isEmpty() ? start + 1 : LinearSearch.indexOf(text, separator, start);
        if (separator.isEmpty() && start == text.length()) {
          break;
        }
        parts.add(end < 0 ? text.substring(start) : text.substring(start, end));
        if (end < 0) {
          break;
        }
        start = end + separator.length();
      }
      return parts;
    }
    Matcher matcher = matcher(arguments.pattern(1), text);
    int start = 0;
    while (parts.size() < limit && find(matcher)) {
      parts.add(text.substring(start, matcher.start()));
      start = matcher.end();
    }
    if (parts.size() < limit) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  static @Nullable Object replace(JsonataArguments arguments) throws Throwable {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    if ("".equals(arguments.value(1))) {
      throw new JException("D3010", -1);
    }
    long limit = limit(arguments, 3, "D3011");
    Object replacement = arguments.value(2);
    if (replacement == null
        || !(replacement instanceof String || JsonataValues.isFunction(replacement))) {
      throw arguments.refuse(2);
    }
    if (arguments.value(1) instanceof String wanted) {
      return replacement instanceof String with
          ? replaceText(text, wanted, with, limit)
          : replaceTextBy(text, wanted, replacement, limit);
    }
    return replacePattern(text, matcher(arguments.pattern(1), text), replacement, limit);
  }

  private static String replaceTextBy(String text, String wanted, Object function, long limit)
      throws Throwable {
    return limit > 0 && LinearSearch.indexOf(text, wanted, 0) >= 0
        ? replacedBy(function, wanted) + ""
        : text;
  }

  private static String replaceText(String text, String wanted, String with, long limit) {
    EvaluationGuard guard = EvaluationGuard.current();
    StringBuilder result = new StringBuilder();
    int start = 0;
    for (long count = 0; count < limit; count++) {
      int found = LinearSearch.indexOf(text, wanted, start);
      if (found < 0) {
        break;
      }
      guard.tick();
      guard.string((long) result.length() + found - start + with.length());
      result.append(text, start, found).append(with);
      start = found + wanted.length();
    }
    return result.append(text, start, text.length()).toString();
  }

  private static String replacePattern(String text, Matcher matcher, Object replacement, long limit)
      throws Throwable {
    EvaluationGuard guard = EvaluationGuard.current();
    StringBuilder result = new StringBuilder();
    int start = 0;
    for (long count = 0; count < limit && find(matcher); count++) {
      String with = replacement instanceof String template
          ? substitute(template, matcher)
          : replacedBy(replacement, matchObject(matcher));
      guard.string((long) result.length() + matcher.start() - start + with.length());
      result.append(text, start, matcher.start()).append(with);
      start = matcher.end();
    }
    return result.append(text, start, text.length()).toString();
  }

  private static Map<String, Object> matchObject(Matcher matcher) {
    Map<String, Object> match = new LinkedHashMap<>();
    match.put("match", matcher.group());
    match.put("start", matcher.start());
    match.put("end", matcher.end());
    match.put("groups", groups(matcher, 1));
    return match;
  }

  private static String replacedBy(Object function, Object match) throws Throwable {
    if (Functions.funcApply(function, List.of(match)) instanceof String text) {
      return text;
    }
    throw new JException("D3012", -1);
  }

  /** {@code $$} is a dollar, {@code $0} the match, {@code $n} a group with as many digits as name one. */
  private static String substitute(String template, Matcher matcher) {
    StringBuilder result = new StringBuilder();
    int position = 0;
    int dollar = template.indexOf('$');
    while (dollar >= 0 && position < template.length()) {
      result.append(template, position, dollar);
      position = dollar + 1;
      char next = position < template.length() ? template.charAt(position) : 0;
      if (next == '$') {
        result.append('$');
        position++;
      } else if (next == '0') {
        result.append(matcher.group());
        position++;
      } else {
        position = group(template, position, matcher, result);
      }
      dollar = template.indexOf('$', position);
    }
    return result.append(template.substring(position)).toString();
  }

  private static int group(String template, int position, Matcher matcher, StringBuilder result) {
    int groups = matcher.groupCount();
    int maxDigits = groups == 0 ? 1 : String.valueOf(groups).length();
    int end = position;
    while (end < template.length() && end - position < maxDigits
        && Character.isDigit(template.charAt(end))) {
      end++;
    }
    if (end == position) {
      result.append('$');
      return position;
    }
    int index = Integer.parseInt(template.substring(position, end));
    if (maxDigits > 1 && index > groups && end - position > 1) {
      end--;
      index = Integer.parseInt(template.substring(position, end));
    }
    if (index <= groups && groups > 0) {
      String group = matcher.group(index);
      result.append(group == null ? "" : group);
    }
    return end;
  }
}
