package dev.pawl.core.expression;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code Name(argument, ...)}. An argument is a string in single quotes, a number, a boolean,
 * null, a path or another call.
 */
final class IntrinsicParser {
  /** How many calls one field may hold, the outer one included. */
  static final int MAX_CALLS = 10;

  /** The text is not a call. Carries no message: AWS has one for all cases. */
  private static final class SyntaxError extends Exception {
    private static final long serialVersionUID = 1L;

    SyntaxError() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private int at;
  private int calls;

  private IntrinsicParser(String text) {
    this.text = text;
  }

  /** Compiles a call; empty where the text is none. */
  static Optional<Intrinsic> parse(String text) {
    IntrinsicParser parser = new IntrinsicParser(text);
    try {
      parser.blanks();
      Intrinsic call = parser.call();
      parser.blanks();
      return parser.at == text.length() ? Optional.of(call) : Optional.empty();
    } catch (SyntaxError e) {
      return Optional.empty();
    }
  }

  private Intrinsic call() throws SyntaxError {
    int start = at;
    if (++calls > MAX_CALLS) {
      throw new SyntaxError();
    }
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    IntrinsicFunction function = IntrinsicFunction.named(text.substring(start, at))
        .orElseThrow(SyntaxError::new);
    blanks();
    expect('(');
    List<Intrinsic.Argument> arguments = new ArrayList<>();
    blanks();
    while (peek() != ')') {
      if (!arguments.isEmpty()) {
        expect(',');
        blanks();
      }
      arguments.add(argument());
      blanks();
    }
    expect(')');
    if (!function.accepts(arguments.size())) {
      throw new SyntaxError();
    }
    return new Intrinsic(function, arguments, text.substring(start, at));
  }

  private Intrinsic.Argument argument() throws SyntaxError {
    return switch (peek()) {
      case '\'' -> string();
      case '$' -> path();
      case 'S' -> new Intrinsic.Argument.Call(call());
      default -> literal();
    };
  }

  private Intrinsic.Argument string() throws SyntaxError {
    expect('\'');
    int start = at;
    StringBuilder value = new StringBuilder();
    while (peek() != '\'') {
      char c = text.charAt(at++);
      if (c == '\\') {
        c = peek();
        if ("'{}\\".indexOf(c) < 0) {
          throw new SyntaxError();
        }
        at++;
      }
      value.append(c);
    }
    String raw = text.substring(start, at);
    expect('\'');
    return new Intrinsic.Argument.Text(value.toString(), raw);
  }

  /** A path ends at the comma or bracket that is not inside its own brackets or quotes. */
  private Intrinsic.Argument path() throws SyntaxError {
    int start = at;
    int depth = 0;
    char quote = 0;
    while (true) {
      char c = peek();
      if (quote != 0) {
        if (c == '\\') {
          at++;
          peek();
        } else if (c == quote) {
          quote = 0;
        }
      } else if (depth > 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == '[' || c == '(') {
        depth++;
      } else if (depth > 0 && (c == ']' || c == ')')) {
        depth--;
      } else if (c == '\\') {
        at++;
        peek();
      } else if (depth == 0 && (c == ',' || c == ')')) {
        break;
      }
      at++;
    }
    String path = text.substring(start, at).strip();
    return new Intrinsic.Argument.Path(DataPath.compile(path).orElseThrow(SyntaxError::new));
  }

  private Intrinsic.Argument literal() throws SyntaxError {
    int start = at;
    while (peek() != ',' && peek() != ')') {
      at++;
    }
    String word = text.substring(start, at).strip();
    if (word.isEmpty() || word.startsWith("\"") || word.startsWith("[") || word.startsWith("{")) {
      throw new SyntaxError();
    }
    try {
      return new Intrinsic.Argument.Literal(Json.parse(word));
    } catch (InvalidJsonException e) {
      throw new SyntaxError();
    }
  }

  private char peek() throws SyntaxError {
    if (at >= text.length()) {
      throw new SyntaxError();
    }
    return text.charAt(at);
  }

  private void expect(char c) throws SyntaxError {
    if (peek() != c) {
      throw new SyntaxError();
    }
    at++;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }
}
