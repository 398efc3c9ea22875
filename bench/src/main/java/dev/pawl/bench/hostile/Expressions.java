package dev.pawl.bench.hostile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Expressions of the three languages that a definition can hold, half of them then made worse. */
final class Expressions {
  private static final int DEPTH = 4;
  private static final String INPUT = """
      {"a": 1, "b": "text", "c": [3, 1, 2], "d": {"e": null, "f": [true, {"g": "2024-02-29T12:00:00Z"}]},
       "items": [{"sku": "x", "n": 2, "p": 1.5}, {"sku": "y", "n": 0, "p": -7e10}], "long": "%s"}"""
      .formatted("aAbB é ".repeat(40));
  private static final List<String> FUNCTIONS = List.of("sum", "count", "max", "min", "average",
      "string", "length", "substring", "substringBefore", "substringAfter", "uppercase",
      "lowercase",
      "trim", "pad", "contains", "split", "join", "match", "replace", "base64encode",
      "base64decode",
      "encodeUrl", "encodeUrlComponent", "decodeUrl", "decodeUrlComponent", "number", "abs",
      "floor",
      "ceil", "round", "power", "sqrt", "formatNumber", "formatBase", "formatInteger",
      "parseInteger",
      "boolean", "not", "exists", "append", "sort", "reverse", "shuffle", "distinct", "zip", "keys",
      "lookup", "spread", "merge", "sift", "each", "error", "assert", "type", "fromMillis",
      "toMillis",
      "map", "filter", "single", "reduce", "partition", "range", "hash", "random", "parse", "uuid",
      "eval", "now", "millis", "absent");
  private static final List<String> OPERATORS = List.of("+", "-", "*", "/", "%", "&", "=", "!=",
      "<",
      "<=", ">", ">=", "in", "and", "or", "~>", ".", "..", "?:", "??");
  private static final List<String> INTRINSICS = List.of("Format", "StringToJson", "JsonToString",
      "Array", "ArrayPartition", "ArrayContains", "ArrayRange", "ArrayGetItem", "ArrayLength",
      "ArrayUnique", "Base64Encode", "Base64Decode", "Hash", "JsonMerge", "MathRandom", "MathAdd",
      "StringSplit", "UUID", "Absent");

  private final Dice dice;

  Expressions(Dice dice) {
    this.dice = dice;
  }

  /** A request that has a Pass or a Choice state with such an expression tested. */
  RawRequest request() {
    var mutation = new Mutation(dice);
    int language = dice.below(3);
    String expression = switch (language) {
      case 0 -> jsonata();
      case 1 -> path();
      default -> intrinsic();
    };
    if (dice.once(2)) {
      expression = mutation.text(expression);
    }
    Map<String, @Nullable Object> state = new LinkedHashMap<>();
    state.put("Type", "Pass");
    state.put("End", true);
    if (language == 0) {
      state.put("QueryLanguage", "JSONata");
      state.put("Output", "{% " + expression + " %}");
    } else if (language == 1 && dice.once(3)) {
      state.put("InputPath", expression);
    } else {
      state.put("Parameters", Map.of("v.$", expression));
    }
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("definition", mutation.json(state));
    body.put("input", INPUT);
    body.put("inspectionLevel", dice.pick("INFO", "DEBUG"));
    return RawRequest.of("TestState", mutation.json(body));
  }

  String jsonata() {
    return jsonata(DEPTH);
  }

  private String jsonata(int depth) {
    if (depth == 0 || dice.once(5)) {
      return leaf();
    }
    int less = depth - 1;
    return switch (dice.below(16)) {
      case 0, 1, 2, 3 -> call(less);
      case 4, 5 -> jsonata(less) + " " + dice.pick(OPERATORS) + " " + jsonata(less);
      case 6 -> "[" + jsonata(less) + ", " + jsonata(less) + "]";
      case 7 -> "{\"k\": " + jsonata(less) + ", " + jsonata(less) + ": 1}";
      case 8 -> "(" + "$x := " + jsonata(less) + "; " + jsonata(less) + ")";
      case 9 -> jsonata(less) + " ? " + jsonata(less) + " : " + jsonata(less);
      case 10 -> "$map(" + jsonata(less) + ", function($v, $i, $a) {" + jsonata(less) + "})";
      case 11 -> jsonata(less) + "[" + jsonata(less) + "]";
      case 12 -> jsonata(less) + "^(" + dice.pick("<", ">", "") + jsonata(less) + ")";
      case 13 ->
        "(" + jsonata(less) + ") ~> |" + jsonata(less) + "|{\"z\": " + jsonata(less) + "}|";
      case 14 -> jsonata(less) + "{" + jsonata(less) + ": " + jsonata(less) + "}";
      default -> "($f := function($n) {$n < 1 ? 0 : $f($n - 1)}; $f(" + jsonata(less) + "))";
    };
  }

  private String call(int depth) {
    var call = new StringBuilder("$").append(dice.pick(FUNCTIONS)).append('(');
    for (int left = dice.below(4); left > 0; left--) {
      call.append(
          dice.once(8) ? "/" + regex() + "/" + dice.pick("", "i", "m", "x") : jsonata(depth))
          .append(left > 1 ? ", " : "");
    }
    return call.append(')').toString();
  }

  private String leaf() {
    return dice.pick("$states.input", "$states.input.items", "$states.input.items.sku",
        "$states.input.c", "$states.input.long", "$states.input.d.f[1].g",
        "$states.context.State.Name",
        "$v", "$x", "$", "$$", "*", "**", "%", "1", "0", "-1", "2.5", "1e300", "1e-300",
        "999999999999",
        "\"\"", "\"text\"", "'é'", "\"2024-02-29T12:00:00Z\"", "true", "false", "null", "[]", "{}",
        "[1..5]", "[1..100000]", "function($a){$a}", "\"[Y0001]-[M01]\"", "\"#,##0.00\"",
        "\"\\u0000\"",
        "\"a,b,c\"", "/a+/", "\"SHA-256\"", "undefined", "`odd name`");
  }

  private String regex() {
    return dice.pick("a+", "(a|aa)+$", "[a-z]*", "(x+x+)+y", "^(\\\\w+)\\\\s", "(?=a)", "\\\\1",
        "a{1,999}",
        "[", "(", "*", "(?<n>a)", "\\\\p{L}+", ".*.*.*=");
  }

  String path() {
    var path = new StringBuilder(dice.pick("$", "$", "$", "$$", "$x", "$.items", "$$.State"));
    for (int left = dice.below(4); left > 0; left--) {
      path.append(dice.pick(".a", ".b", ".c", ".d.f", ".items", "[0]", "[-1]", "[*]", "[0:2]",
          "[::2]",
          "[0,1]", "['a','b']", "..sku", "..*", ".*", "[?(@.n > 0)]", "[?(@.sku == 'x')]",
          "[?(@.sku =~ /x.*/i)]", "[?(@ in [1,2])]", "[?(!@.p)]", "[?(@.n > 0 && @.p < 2 || @.x)]",
          "[(@.length-1)]", ".length()", ".sum()", "[99999999999]", "['']", "[?(@.a == $.a)]",
          "[?(@.sku size 1)]", ".keys()", "[1:]", "[:-1]", ".é"));
    }
    return path.toString();
  }

  String intrinsic() {
    return intrinsic(DEPTH - 1);
  }

  private String intrinsic(int depth) {
    var call = new StringBuilder("States.").append(dice.pick(INTRINSICS)).append('(');
    for (int left = dice.below(4); left > 0; left--) {
      call.append(depth > 0 && dice.once(3) ? intrinsic(depth - 1) : argument())
          .append(left > 1 ? ", " : "");
    }
    return call.append(')').toString();
  }

  private String argument() {
    return dice.pick("$.a", "$.c", "$.items", "$.long", "$", "$.d", "$$.Execution.Id", "'{}-{}'",
        "'\\\\{}'", "''", "'{'", "1", "-1", "0", "1.5", "999999999", "1e9", "true", "null",
        "'SHA-256'",
        "'a,b'", "','", "'[1,2'", "'{\\\"a\\\":1}'", "$.items[*].n", "$..sku", "'é\\u0000'",
        "9223372036854775807");
  }
}
