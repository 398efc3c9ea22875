package dev.pawl.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1,]", "{} {}", "NaN", "[Infinity]", "1e999999999",
      "[-1e400]", "\"\\ud800\"",
      "\"\\udc00x\"", "{\"\\ud800\":1}", "'a'", "01"})
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(InvalidJsonException.class);
  }

  @Test
  void nestingIsBounded() {
    assertThat(Json.parse("[".repeat(500) + "]".repeat(500))).isNotNull();
    assertThatThrownBy(() -> Json.parse("[".repeat(501) + "]".repeat(501)))
        .isInstanceOf(InvalidJsonException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"-0 | 0", "-0.0 | 0", "1.10 | 1.1",
      "1e2 | 100.0",
      "12345678901234567890 | 12345678901234567890",
      "{\"b\" : 1, \"a\": 2, \"b\" : 3} | {\"b\":3,\"a\":2}",
      "\"\\u0001\\n\\\"\\\\\\/\" | \"\\u0001\\n\\\"\\\\/\"", "\"\\ud83d\\ude00é\" | \"😀é\""})
  void treesAreWrittenCompact(String text, String written) {
    assertThat(Json.write(Json.parse(text))).isEqualTo(written);
  }

  @Test
  void infinitiesAreWrittenAsStrings() {
    assertThat(Json.write(List.of(1 / 0.0, -1 / 0.0))).isEqualTo("[\"Infinity\",\"-Infinity\"]");
  }

  @Test
  void writingStopsAtTheLimitInBytes() {
    Object tree = Map.of("k", "é");

    assertThat(Json.write(tree, 10)).isEqualTo("{\"k\":\"é\"}");
    assertThatThrownBy(() -> Json.write(tree, 9)).isInstanceOf(JsonTooLargeException.class);
  }

  @Test
  void aTreeThatSharesItselfManyTimesOverIsNotWrittenOut() {
    Object tree = "x".repeat(1_000);
    for (int i = 0; i < 40; i++) {
      List<Object> pair = new ArrayList<>();
      pair.add(tree);
      pair.add(tree);
      tree = pair;
    }

    assertThat(Payload.of(tree).isLongerThan(262_144)).isTrue();
    assertThat(Payload.parse("[1]").isLongerThan(3)).isFalse();
    assertThat(Payload.parse("[1]").isLongerThan(2)).isTrue();
  }

  @Test
  void halvesOfSurrogatePairsAreReplaced() {
    assertThat(Json.write("a\ud800")).isEqualTo("\"a\ufffd\"");
    assertThat(Json.write("\udc00\ud800\ud83d\ude00\ud800x"))
        .isEqualTo("\"\ufffd\ufffd\ud83d\ude00\ufffdx\"");
  }

  @Test
  void everyCharacterIsWrittenAsItIsReadAgain() {
    var all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 61) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    Object tree = Map.of(all.toString(), List.of(all.toString(), 1.5, -7, Long.MIN_VALUE, true));

    Payload written = Payload.of(tree);

    assertThat(Json.parse(written.text())).isEqualTo(tree);
    assertThat(written.utf8Length()).isEqualTo(written.text().getBytes(UTF_8).length);
  }
}
