package dev.pawl.core.parser;

import dev.pawl.core.asl.Catcher;
import dev.pawl.core.asl.ErrorHandling;
import dev.pawl.core.asl.Retrier;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.expression.ResultPath;
import dev.pawl.core.outcome.StatesError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code Retry} and {@code Catch} (reference: asl, section 8). */
final class ErrorHandlingReader {
  private static final long MOST = 99_999_999;
  private static final long LONGEST_DELAY = 31_622_400;
  private static final String ERROR_EQUALS = "ErrorEquals";
  private static final Set<String> RETRIER_FIELDS = Set.of(ERROR_EQUALS, "IntervalSeconds",
      "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment");
  private static final LanguageFields CATCHER_FIELDS = new LanguageFields(
      Set.of(ERROR_EQUALS, "Next", "Assign", "Comment"), Set.of("ResultPath"), Set.of("Output"));

  private ErrorHandlingReader() {}

  static ErrorHandling read(StateSource state) {
    return new ErrorHandling(retriers(state.fields()), catchers(state));
  }

  private static List<Retrier> retriers(Element state) {
    List<Element> elements = state.objects("Retry");
    List<Retrier> retriers = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      retriers.add(retrier(elements.get(i), i == elements.size() - 1));
    }
    return retriers;
  }

  private static Retrier retrier(Element retrier, boolean last) {
    retrier.allow(RETRIER_FIELDS);
    retrier.text("Comment");
    retrier.require(List.of(ERROR_EQUALS));
    OptionalLong interval = retrier.integer("IntervalSeconds", 1, MOST);
    OptionalLong maxDelay = retrier.integer("MaxDelaySeconds", 1, LONGEST_DELAY);
    return new Retrier(
        errors(retrier, last),
        interval.orElse(1),
        retrier.integer("MaxAttempts", 0, MOST).orElse(3),
        retrier.number("BackoffRate", 1.0, Double.MAX_VALUE).orElse(2.0),
        maxDelay,
        retrier.word("JitterStrategy", List.of("NONE", "FULL")).orElse("NONE").equals("FULL"));
  }

  private static List<Catcher> catchers(StateSource state) {
    List<Element> elements = state.fields().objects("Catch");
    List<Catcher> catchers = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      catchers.add(catcher(state, elements.get(i), i == elements.size() - 1));
    }
    return catchers;
  }

  private static Catcher catcher(StateSource state, Element catcher, boolean last) {
    CATCHER_FIELDS.check(catcher, state.language());
    catcher.text("Comment");
    catcher.require(List.of(ERROR_EQUALS, "Next"));
    return new Catcher(
        errors(catcher, last),
        state.jsonata() ? new ResultPath.Replace() : state.expressions().resultPath(catcher),
        AssignReader.read(state, catcher, Reach.WITH_ERROR_OUTPUT),
        state.jsonata()
            ? state.expressions().jsonata(catcher, "Output", Reach.WITH_ERROR_OUTPUT)
            : Optional.empty(),
        catcher.text("Next").orElse(""));
  }

  private static List<String> errors(Element handler, boolean last) {
    handler.refuseEmpty(ERROR_EQUALS);
    List<String> errors = handler.texts(ERROR_EQUALS);
    if (errors.contains(StatesError.ALL) && (errors.size() > 1 || !last)) {
      handler.schema("States.ALL must appear alone and in the last element", ERROR_EQUALS);
    }
    return errors;
  }
}
