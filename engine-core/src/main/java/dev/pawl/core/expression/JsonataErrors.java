package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.JsonTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts of JSONata's error codes. The library's own deviate from them, and leave placeholders in. */
final class JsonataErrors {
  private static final Pattern PLACEHOLDER = Pattern
      .compile("\\{\\{\\{\\w+\\}\\}\\}|\\{\\{\\w+\\}\\}");
  private static final Pattern ARGUMENT_ERROR = Pattern
      .compile("Argument error calling function (\\w+)");
  private static final int MAX_VALUE = 1_000;
  private static final Properties TEMPLATES = load();
  private static final Map<String, String> ARRAY_TYPES = Map.of("a", "arrays", "b", "booleans", "f",
      "functions", "n", "numbers", "o", "objects", "s", "strings");

  private JsonataErrors() {}

  private static Properties load() {
    Properties templates = new Properties();
    try (
        InputStream in = Objects
            .requireNonNull(JsonataErrors.class.getResourceAsStream("jsonata-messages.properties"));
        InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      templates.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return templates;
  }

  /** An evaluation that threw; the message is what follows "threw an error during evaluation". */
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    private Thrown(String code, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.code = code;
    }

    /** JSONata's code, such as T1006; U1001 where a guard stopped the evaluation. */
    String code() {
      return code;
    }

    /** A message without a code follows a colon, not a full stop. */
    static Thrown guard(EvaluationGuard.Reason reason) {
      return new Thrown("U1001", ": " + reason.text(), null);
    }

    static Thrown of(Throwable thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        switch (cause) {
          case JException known -> {
            return coded(known);
          }
          case StackOverflowError _ -> {
            return guard(EvaluationGuard.Reason.DEPTH);
          }
          case OutOfMemoryError _ -> {
            return guard(EvaluationGuard.Reason.MEMORY);
          }
          default -> {
            Matcher argument = ARGUMENT_ERROR.matcher(String.valueOf(cause.getMessage()));
            if (argument.find()) {
              return coded(new JException("T0410", -1, 1, argument.group(1)));
            }
            String code = codeOf(String.valueOf(cause.getMessage()));
            if (code != null) {
              return new Thrown(code, ". " + code + ": " + cause.getMessage(), thrown);
            }
          }
        }
      }
      return new Thrown("", ": The expression could not be evaluated: " + thrown, thrown);
    }

    private static Thrown coded(JException thrown) {
      String code = String.valueOf(thrown.getError());
      if (TEMPLATES.getProperty(code) == null) {
        String known = codeOf(code);
        return known != null
            ? new Thrown(known, ". " + known + ": " + code, thrown)
            : new Thrown(code, ": " + code, thrown);
      }
      return new Thrown(code, ". " + code + ": " + message(thrown), thrown);
    }
  }

  /** The code of a text that the library throws without one; null where it is none of JSONata's. */
  private static @Nullable String codeOf(String text) {
    String wanted = text.replace('\'', '"');
    for (String code : TEMPLATES.stringPropertyNames()) {
      String start = PLACEHOLDER.split(String.valueOf(TEMPLATES.getProperty(code)), 2)[0].strip();
      boolean isMalformedUrl = code.equals("D3140")
          && (wanted.startsWith("Malformed URL") || wanted.startsWith("URLDecoder"));
      boolean isStart = !start.isEmpty() && !code.equals("D3140")
          && (wanted.startsWith(start) || (wanted.length() > 40 && start.startsWith(wanted)));
      if (isMalformedUrl || isStart) {
        return code;
      }
    }
    return null;
  }

  /** What the parser threw, with the code that its text stands for. */
  static JException ofParser(RuntimeException thrown) {
    String code = codeOf(String.valueOf(thrown.getMessage()));
    return new JException(thrown, code == null ? "S0206" : code, -1, null, null);
  }

  /** The official text of an error, without its code. */
  static String message(JException thrown) {
    String code = String.valueOf(thrown.getError());
    String template = TEMPLATES.getProperty(code);
    if (template == null) {
      return code;
    }
    Object first = thrown.getCurrent();
    Object second = thrown.getExpected();
    if (code.equals("T0411")) {
      first = second;
    } else if (code.equals("T0412")) {
      first = ARRAY_TYPES.get(String.valueOf(second));
    }
    StringBuilder text = new StringBuilder();
    Matcher placeholders = PLACEHOLDER.matcher(template);
    int count = 0;
    while (placeholders.find()) {
      Object value = count == 0 ? first : second;
      count++;
      boolean bare = placeholders.group().startsWith("{{{");
      placeholders.appendReplacement(text,
          Matcher.quoteReplacement(bare ? String.valueOf(value) : quoted(value)));
    }
    placeholders.appendTail(text);
    return text.toString();
  }

  private static String quoted(@Nullable Object value) {
    if (value == null) {
      return "undefined";
    }
    Object printable = value instanceof Character letter ? letter.toString() : value;
    try {
      return Json.write(new JsonataResult().copy(printable), MAX_VALUE);
    } catch (JsonataResult.Unsupported | JsonataResult.TooLarge | JsonTooLargeException e) {
      return "...";
    }
  }
}
