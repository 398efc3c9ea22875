package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The functions of Step Functions' JSONata that are not the library's: those that AWS adds, and
 * replacements for those that are wrong in the library, or could allocate or loop without a bound
 * (reference: expressions, sections 2, 4 and 5).
 */
final class JsonataFunctions {
  /** What a function does with its checked arguments. */
  interface Body {
    @Nullable
    Object call(JsonataArguments arguments) throws Throwable;
  }

  /**
   * A function that the evaluator can call, pass on and apply partially. The parent class wants a
   * method to find by reflection; it is given this one's, and never calls it.
   */
  static final class Builtin extends Jsonata.JFunction {
    private final String name;
    private final int arity;
    private final Body body;

    Builtin(String name, String signature, int arity, Body body) {
      super(name, signature, Builtin.class, null, "call");
      this.name = name;
      this.arity = arity;
      this.body = body;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the library declares it
    public @Nullable Object call(@Nullable Object input, List arguments) {
      try {
        Object result = body.call(new JsonataArguments(name, arguments));
        return result instanceof Number number ? Utils.convertNumber(number) : result;
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public int getNumberOfArgs() {
      return arity;
    }
  }

  private static final Map<String, Builtin> FUNCTIONS = new HashMap<>();

  /** The library's functions that stay as they are, and {@code $eval}, which Step Functions does not have. */
  private static final Set<String> OTHERS = Set.of("sum", "count", "max", "min", "average",
      "substring",
      "lowercase", "uppercase", "length", "trim",
      "floor", "ceil", "round", "abs", "sqrt", "power", "boolean", "not", "map",
      "filter",
      "single", "reduce", "sift", "keys", "lookup", "append", "exists", "spread", "merge",
      "reverse", "each", "error",
      "assert", "type", "base64decode", "decodeUrlComponent",
      "decodeUrl", "eval");

  static {
    define("partition", "<an:a>", 2, JsonataFunctions::partition);
    define("range", "<nnn:a>", 3, JsonataFunctions::range);
    define("hash", "<ss:s>", 2, JsonataFunctions::hash);
    define("random", "<n?:n>", 1, JsonataFunctions::random);
    define("uuid", "<:s>", 0, _ -> RandomUuid.from(EvaluationGuard.current().scope().random()));
    define("parse", "<s:x>", 1, JsonataFunctions::parse);
    define("now", "<s?s?:s>", 2, JsonataPictures::now);
    define("formatNumber", "<n-so?:s>", 3, JsonataPictures::formatNumber);
    define("formatInteger", "<n-s:s>", 2, JsonataPictures::formatInteger);
    define("parseInteger", "<s-s:n>", 2, JsonataPictures::parseInteger);
    define("fromMillis", "<n-s?s?:s>", 3, JsonataPictures::fromMillis);
    define("zip", "<a+>", 1, JsonataArrays::zip);
    define("millis", "<:n>", 0, _ -> nowMillis());
    define("sort", "<af?:a>", 2, JsonataArrays::sort);
    define("shuffle", "<a:a>", 1, JsonataArrays::shuffle);
    define("distinct", "<x:x>", 1, JsonataArrays::distinct);
    define("string", "<x-b?:s>", 2, JsonataStrings::string);
    define("pad", "<s-ns?:s>", 3, JsonataStrings::pad);
    define("join", "<a<s>s?:s>", 2, JsonataStrings::join);
    define("match", "<s-f<s:o>n?:a<o>>", 3, JsonataMatching::match);
    define("contains", "<s-(sf):b>", 2, JsonataMatching::contains);
    define("replace", "<s-(sf)(sf)n?:s>", 4, JsonataMatching::replace);
    define("split", "<s-(sf)n?:a<s>>", 3, JsonataMatching::split);
    define("base64encode", "<s-:s>", 1, JsonataStrings::base64encode);
    define("substringBefore", "<s-s:s>", 2, JsonataStrings::substringBefore);
    define("substringAfter", "<s-s:s>", 2, JsonataStrings::substringAfter);
    define("encodeUrl", "<s-:s>", 1, JsonataUrls::encodeUrl);
    define("encodeUrlComponent", "<s-:s>", 1, JsonataUrls::encodeUrlComponent);
    define("number", "<(nsb)-:n>", 1, JsonataStrings::number);
    define("formatBase", "<n-n?:s>", 2, JsonataStrings::formatBase);
    define("toMillis", "<s-s?:n>", 2, JsonataStrings::toMillis);
    define("clone", "<(oa)-:o>", 1, JsonataStrings::cloned);
  }

  private JsonataFunctions() {}

  private static void define(String name, String signature, int arity, Body body) {
    FUNCTIONS.put(name, new Builtin(name, signature, arity, body));
  }

  static boolean isBuiltIn(String name) {
    return FUNCTIONS.containsKey(name) || OTHERS.contains(name);
  }

  /** Puts the functions in reach of an expression. */
  static void register(Jsonata expression) {
    FUNCTIONS.forEach(expression::registerFunction);
    expression.assign("eval", null);
  }

  private static long nowMillis() {
    return EvaluationGuard.current().scope().now().toEpochMilli();
  }

  private static @Nullable Object partition(JsonataArguments arguments) {
    List<?> array = arguments.array(0);
    if (array == null) {
      return null;
    }
    double size = arguments.number(1).doubleValue();
    if (!(size >= 1)) {
      throw new JException(
          "The second argument of the partition function must be a positive number", -1);
    }
    int step = (int) Math.min(size, array.size() + 1.0);
    List<Object> chunks = new ArrayList<>();
    for (int start = 0; start < array.size(); start += step) {
      chunks.add(new ArrayList<Object>(array.subList(start, Math.min(array.size(), start + step))));
    }
    return chunks;
  }

  private static @Nullable Object range(JsonataArguments arguments) {
    if (arguments.isUndefined(0) || arguments.isUndefined(1) || arguments.isUndefined(2)) {
      return null;
    }
    long start = arguments.number(0).longValue();
    long end = arguments.number(1).longValue();
    long step = arguments.number(2).longValue();
    if (step == 0) {
      throw new JException("The third argument of the range function must not be 0", -1);
    }
    BigInteger span = BigInteger.valueOf(end).subtract(BigInteger.valueOf(start));
    BigInteger count = span.signum() * Long.signum(step) < 0
        ? BigInteger.ZERO
        : span.divide(BigInteger.valueOf(step)).add(BigInteger.ONE);
    EvaluationGuard guard = EvaluationGuard.current();
    guard.array(count.bitLength() < Long.SIZE ? count.longValue() : Long.MAX_VALUE);
    List<Object> numbers = Utils.createSequence();
    for (int i = 0; i < count.intValue(); i++) {
      guard.tick();
      numbers.add(JsonNumbers.smallest(start + i * step));
    }
    return numbers;
  }

  private static @Nullable Object hash(JsonataArguments arguments) {
    String data = arguments.text(0);
    String algorithm = arguments.text(1);
    if (data == null || algorithm == null) {
      return null;
    }
    return HashAlgorithm.named(algorithm)
        .orElseThrow(() -> new JException("Unsupported hash algorithm: " + algorithm, -1))
        .hex(data);
  }

  private static Object random(JsonataArguments arguments) {
    RandomGenerator random = arguments.isUndefined(0)
        ? EvaluationGuard.current().scope().random()
        : new Random(arguments.number(0).longValue());
    return random.nextDouble();
  }

  private static @Nullable Object parse(JsonataArguments arguments) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    EvaluationGuard.current().string(text.length());
    try {
      return JsonataRoots.safe(parsed(Json.parse(text)));
    } catch (InvalidJsonException e) {
      throw new JException("The argument of the parse function is not JSON: " + e.getMessage(), -1);
    }
  }

  /** Integers beyond a long become doubles, in JSONata's only number type. */
  private static @Nullable Object parsed(@Nullable Object tree) {
    return switch (tree) {
      case BigInteger number -> number.doubleValue();
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(parsed(item)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, parsed(value)));
        yield copy;
      }
      case null, default -> tree;
    };
  }

}
