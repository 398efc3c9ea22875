package dev.pawl.core.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import java.util.regex.Pattern;

/** Tells the evaluator's functions from its JSON values. */
final class JsonataValues {
  private JsonataValues() {}

  static boolean isFunction(Object value) {
    return Utils.isFunction(value) || Functions.isLambda(value) || value instanceof Pattern
        || value instanceof Jsonata.JLambda;
  }
}
