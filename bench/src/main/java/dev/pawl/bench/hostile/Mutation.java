package dev.pawl.bench.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes values, texts and bytes worse: in what they mean, in how they are written, in how they are encoded. */
final class Mutation {
  private static final List<Token> NUMBERS = List.of(new Token("1e999999999"), new Token("-0"),
      new Token("1e-999999999"), new Token("9223372036854775808"), new Token("-2147483649"),
      new Token("99999999999999999999999999"), new Token("0.1e1"), new Token("-1"), new Token("0"),
      new Token("1".repeat(1_100)), new Token("1e400"), new Token("2147483647"), new Token("1.5"));
  private static final List<Token> TEXTS = List.of(new Token("\"\\u0000\""),
      new Token("\"\\u0085\""), new Token("\"\\u202e\""), new Token("\"\""),
      new Token("\"\\ud83d\\ude00\""), new Token("\"\\ufffe\""), new Token("\"\\/\""));
  /** These have the whole text refused, so they come seldom. */
  private static final List<Token> BROKEN = List.of(new Token("NaN"), new Token("Infinity"),
      new Token("01"), new Token("1."), new Token("\"\\ud800\""), new Token("\"\\udc00x\""),
      new Token("\"a\tb\""), new Token("\"\\x\""), new Token("'single'"), new Token("undefined"));
  private static final List<String> WORDS = List.of("../../etc/passwd", "%00", "a b", "é", "<b>",
      "$.x", "{% 1 %}", "arn:aws:states:us-east-1:000000000000:stateMachine:absent",
      "arn:aws:states:us-east-1:000000000000:activity:absent",
      "arn:aws:states:us-east-1:000000000000:execution:absent:absent",
      "arn:aws:states:us-east-1:000000000000:mapRun:a/b:c", "arn:aws:states:::", "arn:",
      "arn:aws:iam::000000000000:role/x", "arn:aws:states:us-east-1:999999999999:activity:x",
      "null",
      "true", "'; drop table execution; --", "\u0000", "\u0007", "\ufeff", "%s%n", "${jndi:x}",
      "AQAAAA==", "0190d7e8-0000-7000-8000-000000000001", "EXPRESS", "STANDARD", "ALL", "$LATEST");

  /** Written as it is, even where that is no JSON. */
  record Token(String text) {}

  private final Dice dice;

  Mutation(Dice dice) {
    this.dice = dice;
  }

  /** Any value at all. */
  @Nullable
  Object value() {
    if (dice.once(60)) {
      return dice.pick(BROKEN);
    }
    return switch (dice.below(14)) {
      case 0 -> null;
      case 1 -> dice.once(2);
      case 2 -> dice.pick(NUMBERS);
      case 3 -> dice.pick(TEXTS);
      case 4 -> dice.any();
      case 5 -> dice.below(1_000);
      case 6 -> Map.of();
      case 7 -> List.of();
      case 8 -> "x".repeat(dice.pick(81, 257, 1_025, 2_049, dice.once(20) ? 262_145 : 300));
      case 9 -> nested(dice.pick(3, 40, 499, 501, dice.once(10) ? 20_000 : 250));
      case 10 -> List.of(1, "x", Map.of("k", "v"));
      case 11 -> Map.of("key", "k", "value", "v", "result", "{}");
      case 12 -> new String(dice.bytes(dice.below(40)), StandardCharsets.ISO_8859_1);
      default -> dice.pick(WORDS);
    };
  }

  private Token nested(int depth) {
    return dice.once(2)
        ? new Token("[".repeat(depth) + "]".repeat(depth))
        : new Token("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
  }

  /** The value with one place in it changed, or left out, or with one more. */
  @Nullable
  Object tree(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map when !map.isEmpty() && !dice.once(12) -> members(map);
      case List<?> list when !list.isEmpty() && !dice.once(6) -> items(list);
      case null, default -> value();
    };
  }

  private Map<Object, @Nullable Object> members(Map<?, ?> map) {
    Map<Object, @Nullable Object> changed = new LinkedHashMap<>(map);
    Object name = dice.pick(new ArrayList<>(map.keySet()));
    switch (dice.below(10)) {
      case 0 -> changed.remove(name);
      case 1 -> changed.put(dice.pick(WORDS), value());
      case 2 -> changed.put(dice.pick("stateName", "Next", "Type", "name", "__proto__", "End"),
          value());
      case 3 -> changed.put(name, value());
      default -> changed.put(name, tree(map.get(name)));
    }
    return changed;
  }

  private List<@Nullable Object> items(List<?> list) {
    List<@Nullable Object> changed = new ArrayList<>(list);
    int place = dice.below(list.size());
    switch (dice.below(5)) {
      case 0 -> changed.remove(place);
      case 1 -> changed.add(list.get(place));
      default -> changed.set(place, tree(list.get(place)));
    }
    return changed;
  }

  /** The text of a value; now and then with a member twice. */
  String json(@Nullable Object value) {
    var text = new StringBuilder();
    write(text, value);
    return text.toString();
  }

  private void write(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case Token token -> text.append(token.text());
      case String string -> quote(text, string);
      case Map<?, ?> map -> {
        text.append('{');
        String comma = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          for (int again = dice.once(400) ? 2 : 1; again > 0; again--) {
            text.append(comma);
            quote(text, String.valueOf(entry.getKey()));
            text.append(':');
            write(text, entry.getValue());
            comma = ",";
          }
        }
        text.append('}');
      }
      case List<?> list -> {
        text.append('[');
        String comma = "";
        for (Object item : list) {
          text.append(comma);
          write(text, item);
          comma = ",";
        }
        text.append(']');
      }
      case null, default -> text.append(value);
    }
  }

  private static void quote(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** The text with some of it cut, doubled, moved or strange. */
  String text(String text) {
    var changed = new StringBuilder(text);
    for (int times = 1 + dice.below(3); times > 0 && !changed.isEmpty(); times--) {
      int place = dice.below(changed.length());
      int end = Math.min(changed.length(), place + 1 + dice.below(8));
      switch (dice.below(7)) {
        case 0 -> changed.delete(place, end);
        case 1 -> changed.insert(place, changed.substring(place, end));
        case 2 ->
          changed.insert(place, dice.pick("(", ")", "[", "]", "{", "}", "\"", "'", "\\", "*",
              "..", "$", "@", "?", "/", "%", ":", ",", "\u0000", "\ud800", "é", "~>", ":=", "**"));
        case 3 -> changed.setCharAt(place, (char) dice.below(dice.once(4) ? 65_536 : 128));
        case 4 -> changed.insert(place, dice.pick(NUMBERS).text());
        case 5 -> changed.insert(place, changed.substring(dice.below(changed.length())));
        default -> changed.setLength(place);
      }
      if (changed.length() > 60_000) {
        changed.setLength(60_000);
      }
    }
    return changed.toString();
  }

  /** The bytes with some of them cut, changed or put in. */
  byte[] bytes(byte[] bytes) {
    if (bytes.length == 0 || dice.once(10)) {
      return dice.bytes(dice.below(200));
    }
    var changed = new ByteArrayOutputStream(bytes.length + 16);
    int place = dice.below(bytes.length);
    changed.write(bytes, 0, place);
    switch (dice.below(4)) {
      case 0 -> {
        // Cut off here.
      }
      case 1 -> {
        changed.write(dice.below(256));
        changed.write(bytes, place, bytes.length - place);
      }
      case 2 -> {
        changed.writeBytes(dice.pick(new byte[]{(byte) 0xc0, (byte) 0x80},
            new byte[]{(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[]{(byte) 0xf5, (byte) 0x80}, new byte[]{(byte) 0xff, (byte) 0xfe},
            new byte[]{0}));
        changed.write(bytes, place, bytes.length - place);
      }
      default -> {
        changed.write(dice.below(256));
        changed.write(bytes, place + 1, bytes.length - place - 1);
      }
    }
    return changed.toByteArray();
  }
}
