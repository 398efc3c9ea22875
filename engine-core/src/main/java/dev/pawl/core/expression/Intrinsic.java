package dev.pawl.core.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A compiled call of an intrinsic function, such as {@code States.Format('{}', $.a)}.
 *
 * @param source the call as the definition has it
 */
record Intrinsic(IntrinsicFunction function, List<Argument> arguments, String source) {
  /** What stands between a call's commas. */
  sealed interface Argument {
    /**
     * A string in single quotes.
     *
     * @param value the string, its escapes resolved
     * @param raw the string as written, which {@code States.Format} needs to tell a placeholder from an escaped brace
     */
    record Text(String value, String raw) implements Argument {}

    /** A number, a boolean or null. */
    record Literal(@Nullable Object value) implements Argument {}

    record Path(DataPath path) implements Argument {}

    record Call(Intrinsic call) implements Argument {}
  }

  Intrinsic {
    arguments = List.copyOf(arguments);
  }

  /**
   * Calls the function.
   *
   * @throws EvaluationFailure with AWS's text
   */
  @Nullable
  Object call(Scope scope) {
    PathGuard.look();
    try {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < arguments.size(); i++) {
        values.add(value(arguments.get(i), scope, i == 0 && function == IntrinsicFunction.FORMAT));
      }
      return function.call(values, scope.random());
    } catch (IntrinsicFailure e) {
      throw EvaluationFailure
          .runtime("The function '" + source + "' had the following error: " + e.getMessage());
    }
  }

  private static @Nullable Object value(Argument argument, Scope scope, boolean asTemplate) {
    return switch (argument) {
      case Argument.Text text -> asTemplate ? text.raw() : text.value();
      case Argument.Literal literal -> literal.value();
      case Argument.Call nested -> nested.call().call(scope);
      case Argument.Path(DataPath path) -> switch (path.read(scope)) {
        case DataPath.Reading.Hit hit -> hit.tree();
        case DataPath.Reading.Miss _ ->
          throw new IntrinsicFailure("The JsonPath argument for the field '"
              + path.source() + "' could not be found in the input '" + scope.document().text()
              + "'");
      };
    };
  }

  Set<String> variables() {
    Set<String> names = new TreeSet<>();
    for (Argument argument : arguments) {
      switch (argument) {
        case Argument.Path(DataPath path) -> names.addAll(path.variables());
        case Argument.Call nested -> names.addAll(nested.call().variables());
        case Argument.Text _,Argument.Literal _ -> {
        }
      }
    }
    return names;
  }
}
