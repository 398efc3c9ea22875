package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One compiled JSONata expression. Compiled once and then read only, so that any number of threads
 * may evaluate it.
 */
final class JsonataProgram {
  /** The longest expression, in characters. */
  static final int MAX_LENGTH = 32 * 1_024;

  /** The parser copies all that stands left of these, so that many of them would take it for ever. */
  private static final Pattern COPYING_OPERATOR = Pattern.compile("\\?[?:]");

  private static final int MAX_COPYING_OPERATORS = 50;

  private final String source;
  private final Jsonata compiled;
  private final JsonataSyntax syntax;

  private JsonataProgram(String source, Jsonata compiled, JsonataSyntax syntax) {
    this.source = source;
    this.compiled = compiled;
    this.syntax = syntax;
  }

  /**
   * Compiles an expression as a state machine may have it.
   *
   * @param location where the expression stands in its field, for the message
   * @throws InvalidExpressionException for a syntax error, or for what Step Functions does not offer
   */
  static JsonataProgram compile(String source, String location, JsonataExpressions.Reach reach) {
    JsonataProgram program;
    try {
      program = parse(source);
    } catch (JException e) {
      throw invalid(location, JsonataErrors.message(e));
    } catch (StackOverflowError e) {
      throw invalid(location, "The expression is nested too deeply");
    }
    program.syntax.refusal(reach).ifPresent(text -> {
      throw new InvalidExpressionException(
          InvalidExpressionException.UNSUPPORTED_JSONATA_EXPRESSION, location, text);
    });
    return program;
  }

  private static InvalidExpressionException invalid(String location, String message) {
    return new InvalidExpressionException(InvalidExpressionException.INVALID_JSONATA_EXPRESSION,
        location, message);
  }

  /** Compiles any JSONata, without Step Functions' restrictions; throws whatever the parser throws. */
  static JsonataProgram parse(String source) {
    if (source.length() > MAX_LENGTH) {
      throw new JException("The expression is longer than " + MAX_LENGTH + " characters", 0);
    }
    if (COPYING_OPERATOR.matcher(source).results().count() > MAX_COPYING_OPERATORS) {
      throw new JException(
          "The expression has more than " + MAX_COPYING_OPERATORS + " operators ?: and ??", 0);
    }
    Jsonata compiled = parsed(source);
    compiled.setValidateInput(false);
    compiled.setOutputConvertNulls(false);
    JsonataFunctions.register(compiled);
    return new JsonataProgram(source, compiled, JsonataSyntax.of(compiled));
  }

  private static Jsonata parsed(String source) {
    try {
      return Jsonata.jsonata(source);
    } catch (JException e) {
      throw e;
    } catch (StringIndexOutOfBoundsException e) {
      // The one place where the tokenizer looks past the end.
      throw new JException("S0106", source.length());
    } catch (RuntimeException e) {
      throw JsonataErrors.ofParser(e);
    }
  }

  String source() {
    return source;
  }

  JsonataSyntax syntax() {
    return syntax;
  }

  Set<String> variables() {
    return syntax.variables();
  }

  /**
   * Evaluates.
   *
   * @param location the place that messages name
   * @param result where the value is copied to
   * @throws JsonataFailure with AWS's text
   */
  @Nullable
  Object evaluate(JsonataRoots roots, String location, JsonataResult result) {
    Jsonata.Frame frame = compiled.createFrame();
    frame.bind("states", roots.states(syntax));
    for (String name : syntax.variables()) {
      Object value = roots.variable(name);
      if (value != null) {
        frame.bind(name, value);
      }
    }
    EvaluationGuard guard = new EvaluationGuard(EvaluationGuard.Limits.STANDARD, syntax,
        roots.scope());
    Object value;
    try {
      value = evaluate(null, frame, guard);
    } catch (JsonataErrors.Thrown e) {
      throw JsonataFailure.evaluation(source, location,
          "threw an error during evaluation" + e.getMessage());
    }
    if (value == null) {
      throw JsonataFailure.evaluation(source, location, "returned nothing (undefined).");
    }
    try {
      return result.copy(value);
    } catch (JsonataResult.Unsupported e) {
      throw JsonataFailure.evaluation(source, location, "returned an unsupported result type.");
    } catch (JsonataResult.TooLarge e) {
      throw JsonataFailure.tooLarge(location);
    }
  }

  /**
   * Evaluates under a guard.
   *
   * @return the evaluator's value; null is undefined
   * @throws JsonataErrors.Thrown for anything that goes wrong
   */
  @Nullable
  Object evaluate(@Nullable Object input, Jsonata.Frame frame, EvaluationGuard guard) {
    try (EvaluationGuard.Running _ = guard.start(frame)) {
      return compiled.evaluate(input, frame);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | EvaluationGuard.Tripped e) {
      throw guard.tripped().<JsonataErrors.Thrown>map(JsonataErrors.Thrown::guard)
          .orElseGet(() -> JsonataErrors.Thrown.of(e));
    }
  }

  Jsonata.Frame createFrame() {
    return compiled.createFrame();
  }
}
