package dev.pawl.core.expression;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.JsonTooLargeException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The intrinsic functions of the States Language, with AWS's quirks (reference: asl, section 5). */
enum IntrinsicFunction {
  ARRAY("Array", 0, Integer.MAX_VALUE),
  ARRAY_PARTITION("ArrayPartition", 2, 2),
  ARRAY_CONTAINS("ArrayContains", 2, 2),
  ARRAY_RANGE("ArrayRange", 3, 3),
  ARRAY_GET_ITEM("ArrayGetItem", 2, 2),
  ARRAY_LENGTH("ArrayLength", 1, 1),
  ARRAY_UNIQUE("ArrayUnique", 1, 1),
  BASE64_ENCODE("Base64Encode", 1, 1),
  BASE64_DECODE("Base64Decode", 1, 1),
  HASH("Hash", 2, 2),
  JSON_MERGE("JsonMerge", 3, 3),
  STRING_TO_JSON("StringToJson", 1, 1),
  JSON_TO_STRING("JsonToString", 1, 1),
  MATH_RANDOM("MathRandom", 2, 3),
  MATH_ADD("MathAdd", 2, 2),
  STRING_SPLIT("StringSplit", 2, 2),
  UUID("UUID", 0, 0),
  FORMAT("Format", 1, Integer.MAX_VALUE);

  private static final String PREFIX = "States.";

  /** The longest array that {@code States.ArrayRange} makes. */
  private static final int MAX_RANGE = 1_000;

  /** The longest string that is encoded, decoded or hashed, in characters. */
  private static final int MAX_CODED = 10_000;

  /** The longest string that a function makes, in characters; no payload could hold a longer one. */
  private static final int MAX_STRING = 262_144;

  private final String shortName;
  private final int fewest;
  private final int most;

  IntrinsicFunction(String shortName, int fewest, int most) {
    this.shortName = shortName;
    this.fewest = fewest;
    this.most = most;
  }

  static Optional<IntrinsicFunction> named(String name) {
    return Arrays.stream(values()).filter(function -> name.equals(PREFIX + function.shortName))
        .findFirst();
  }

  boolean accepts(int arguments) {
    return arguments >= fewest && arguments <= most;
  }

  /** Fail states take only calls that give a string. */
  boolean givesString() {
    return switch (this) {
      case ARRAY_GET_ITEM, BASE64_ENCODE, BASE64_DECODE, FORMAT, JSON_TO_STRING, HASH, UUID -> true;
      case ARRAY, ARRAY_PARTITION, ARRAY_CONTAINS, ARRAY_RANGE, ARRAY_LENGTH, ARRAY_UNIQUE,
          JSON_MERGE, STRING_TO_JSON,
          MATH_RANDOM, MATH_ADD, STRING_SPLIT ->
        false;
    };
  }

  @Nullable
  Object call(List<@Nullable Object> arguments, RandomGenerator random) {
    return switch (this) {
      case ARRAY -> new ArrayList<>(arguments);
      case ARRAY_PARTITION -> partition(array(arguments, 0), whole(arguments, 1));
      case ARRAY_CONTAINS -> contains(array(arguments, 0), arguments.get(1));
      case ARRAY_RANGE -> range(whole(arguments, 0), whole(arguments, 1), whole(arguments, 2));
      case ARRAY_GET_ITEM -> item(array(arguments, 0), whole(arguments, 1));
      case ARRAY_LENGTH -> array(arguments, 0).size();
      case ARRAY_UNIQUE -> unique(array(arguments, 0));
      case BASE64_ENCODE -> encode(coded(string(arguments, 0)));
      case BASE64_DECODE -> decode(coded(string(arguments, 0)));
      case HASH -> hash(arguments.get(0), string(arguments, 1));
      case JSON_MERGE -> merge(object(arguments, 0), object(arguments, 1), arguments.get(2));
      case STRING_TO_JSON -> parse(string(arguments, 0));
      case JSON_TO_STRING -> print(arguments.get(0));
      case MATH_RANDOM -> random(whole(arguments, 0), whole(arguments, 1),
          arguments.size() < 3 ? random : new Random(whole(arguments, 2)));
      case MATH_ADD -> JsonNumbers.smallest(BigInteger.valueOf(whole(arguments, 0))
          .add(BigInteger.valueOf(whole(arguments, 1))));
      case STRING_SPLIT -> split(string(arguments, 0), string(arguments, 1));
      case UUID -> RandomUuid.from(random);
      case FORMAT -> format(string(arguments, 0), arguments.subList(1, arguments.size()));
    };
  }

  private static List<?> array(List<@Nullable Object> arguments, int index) {
    if (arguments.get(index) instanceof List<?> list) {
      return list;
    }
    throw refusal(index, "an array", arguments.get(index));
  }

  private static Map<?, ?> object(List<@Nullable Object> arguments, int index) {
    if (arguments.get(index) instanceof Map<?, ?> map) {
      return map;
    }
    throw refusal(index, "an object", arguments.get(index));
  }

  private static String string(List<@Nullable Object> arguments, int index) {
    if (arguments.get(index) instanceof String text) {
      return text;
    }
    throw refusal(index, "a string", arguments.get(index));
  }

  /** A number, rounded half up as AWS does before any arithmetic. */
  private static long whole(List<@Nullable Object> arguments, int index) {
    return switch (arguments.get(index)) {
      case Integer number -> number;
      case Long number -> number;
      case Double number -> Math.round(number);
      case null, default -> throw refusal(index, "a number", arguments.get(index));
    };
  }

  private static IntrinsicFailure refusal(int index, String wanted, @Nullable Object value) {
    return new IntrinsicFailure(
        "Argument " + (index + 1) + " must be " + wanted + ", but was: " + shortText(value));
  }

  private static String shortText(@Nullable Object value) {
    try {
      return Json.write(value, MAX_RANGE);
    } catch (JsonTooLargeException e) {
      return "a value that is too long to print";
    }
  }

  private static List<@Nullable Object> partition(List<?> array, long size) {
    if (size < 1) {
      throw new IntrinsicFailure("The chunk size must be a positive integer, but was: " + size);
    }
    List<@Nullable Object> chunks = new ArrayList<>();
    int step = (int) Math.min(size, Integer.MAX_VALUE);
    for (int start = 0; start < array.size(); start += Math.min(step, array.size() - start)) {
      chunks.add(new ArrayList<@Nullable Object>(
          array.subList(start, start + Math.min(step, array.size() - start))));
    }
    return chunks;
  }

  private static boolean contains(List<?> array, @Nullable Object wanted) {
    Object key = JsonNumbers.comparable(wanted);
    for (Object item : array) {
      Object other = JsonNumbers.comparable(item);
      if (key == null ? other == null : key.equals(other)) {
        return true;
      }
    }
    return false;
  }

  private static List<@Nullable Object> range(long start, long end, long step) {
    if (step == 0) {
      throw new IntrinsicFailure("The step must not be 0");
    }
    BigInteger span = BigInteger.valueOf(end).subtract(BigInteger.valueOf(start));
    BigInteger count = span.signum() * Long.signum(step) < 0
        ? BigInteger.ZERO
        : span.divide(BigInteger.valueOf(step)).add(BigInteger.ONE);
    if (count.compareTo(BigInteger.valueOf(MAX_RANGE)) > 0) {
      throw new IntrinsicFailure("The array must not hold more than " + MAX_RANGE + " elements");
    }
    List<@Nullable Object> numbers = new ArrayList<>();
    for (int i = 0; i < count.intValue(); i++) {
      numbers.add(JsonNumbers.smallest(start + i * step));
    }
    return numbers;
  }

  private static @Nullable Object item(List<?> array, long index) {
    if (index < 0 || index >= array.size()) {
      throw new IntrinsicFailure(
          "The index " + index + " is out of bounds for an array of " + array.size());
    }
    return array.get((int) index);
  }

  private static List<@Nullable Object> unique(List<?> array) {
    Set<@Nullable Object> seen = new LinkedHashSet<>();
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : array) {
      if (seen.add(JsonNumbers.comparable(item))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static String coded(String text) {
    if (text.length() > MAX_CODED) {
      throw new IntrinsicFailure("The string must not be longer than " + MAX_CODED + " characters");
    }
    return text;
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) {
    try {
      return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IntrinsicFailure("The string is not Base64: " + e.getMessage());
    }
  }

  private static String hash(@Nullable Object data, String algorithm) {
    String text = coded(data instanceof String string ? string : print(data));
    return HashAlgorithm.named(algorithm)
        .orElseThrow(() -> new IntrinsicFailure("Unsupported hash algorithm: " + algorithm))
        .hex(text);
  }

  private static Map<Object, @Nullable Object> merge(Map<?, ?> first, Map<?, ?> second,
      @Nullable Object deep) {
    if (!Boolean.FALSE.equals(deep)) {
      throw new IntrinsicFailure(
          "Only the shallow merging mode is supported: the third argument must be false");
    }
    Map<Object, @Nullable Object> merged = new LinkedHashMap<>(first);
    merged.putAll(second);
    return merged;
  }

  private static @Nullable Object parse(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      return Json.parse(text);
    } catch (InvalidJsonException e) {
      throw new IntrinsicFailure("The string is not JSON: " + e.getMessage());
    }
  }

  private static String print(@Nullable Object tree) {
    try {
      return Json.write(tree, MAX_STRING);
    } catch (JsonTooLargeException e) {
      throw new IntrinsicFailure(
          "The string must not be longer than " + MAX_STRING + " characters");
    }
  }

  private static Number random(long start, long end, RandomGenerator random) {
    if (start >= end) {
      throw new IntrinsicFailure("The start number must be less than the end number");
    }
    return JsonNumbers.smallest(random.nextLong(start, end));
  }

  /** Every character of {@code delimiters} splits, and empty parts are dropped: a StringTokenizer, as at AWS. */
  private static List<@Nullable Object> split(String text, String delimiters) {
    List<@Nullable Object> parts = new ArrayList<>();
    StringTokenizer tokens = new StringTokenizer(text, delimiters);
    while (tokens.hasMoreTokens()) {
      parts.add(tokens.nextToken());
    }
    return parts;
  }

  private static String format(String template, List<@Nullable Object> values) {
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '\\' && i + 1 < template.length()) {
        text.append(template.charAt(++i));
      } else if (c == '{' && i + 1 < template.length() && template.charAt(i + 1) == '}') {
        if (next == values.size()) {
          throw new IntrinsicFailure(
              "There are fewer arguments than occurrences of {} in the template");
        }
        // Java's own printing of maps and lists is what AWS shows: {Arg1=1, Arg2=[]}.
        text.append(values.get(next++));
        i++;
      } else {
        text.append(c);
      }
      if (text.length() > MAX_STRING) {
        throw new IntrinsicFailure(
            "The string must not be longer than " + MAX_STRING + " characters");
      }
    }
    if (next < values.size()) {
      throw new IntrinsicFailure("There are more arguments than occurrences of {} in the template");
    }
    return text.toString();
  }
}
