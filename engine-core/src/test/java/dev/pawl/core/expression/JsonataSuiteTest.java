package dev.pawl.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runs the cases of JSONata's own test suite, where they are at hand beside the repository. */
class JsonataSuiteTest {
  /** The cases that are known to fail, and why. */
  private static final String GAPS = "jsonata-suite-gaps.txt";

  private static final int MOST_GAPS = 1_613 - 1_560;

  /** The suite has halves of surrogate pairs, which the engine's own reader refuses. */
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int CASES = 1_613;

  @Test
  void theSuitePassesButForTheListedCases() throws IOException {
    Path suite = suite();
    assumeTrue(suite != null, "the JSONata suite is not beside the repository");

    Map<String, String> failures = new TreeMap<>();
    int cases = 0;
    try (Stream<Path> files = Files.list(Objects.requireNonNull(suite).resolve("groups"))) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().equals("function-eval.json")) {
          continue;
        }
        for (Map<?, ?> testCase : casesOf(file)) {
          cases++;
          String problem = run(suite, testCase);
          if (problem != null) {
            failures.put(String.valueOf(testCase.get("id")), problem);
          }
        }
      }
    }

    assertThat(cases).isEqualTo(CASES);
    Map<String, String> gaps = gaps();
    assertThat(gaps).hasSizeLessThanOrEqualTo(MOST_GAPS);
    assertThat(failures.entrySet().stream().filter(e -> !gaps.containsKey(e.getKey())))
        .as("cases that fail and are not listed in %s", GAPS).isEmpty();
    assertThat(gaps.keySet().stream().filter(id -> !failures.containsKey(id)))
        .as("cases that are listed in %s and pass", GAPS).isEmpty();
  }

  private static Map<String, String> gaps() throws IOException {
    Map<String, String> gaps = new LinkedHashMap<>();
    try (
        InputStream in = Objects.requireNonNull(JsonataSuiteTest.class.getResourceAsStream(GAPS))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          int blank = line.indexOf(' ');
          assertThat(gaps.put(line.substring(0, blank), line.substring(blank + 1))).isNull();
        }
      }
    }
    return gaps;
  }

  private static @Nullable Path suite() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path suite = at.resolve("shared").resolve("jsonata-suite");
      if (Files.isDirectory(suite)) {
        return suite;
      }
    }
    return null;
  }

  private static List<Map<?, ?>> casesOf(Path file) throws IOException {
    Object tree = JSON.readValue(Files.readString(file), Object.class);
    Object list = tree instanceof Map<?, ?> map ? map.get("cases") : tree;
    List<Map<?, ?>> cases = new ArrayList<>();
    for (Object item : (List<?>) Objects.requireNonNull(list)) {
      cases.add((Map<?, ?>) item);
    }
    return cases;
  }

  /** What is wrong with the outcome; null where nothing is. */
  private static @Nullable String run(Path suite, Map<?, ?> testCase) throws IOException {
    String code = code(testCase);
    Object value;
    try {
      value = evaluate(suite, testCase);
    } catch (JsonataErrors.Thrown e) {
      return e.code().equals(code)
          ? null
          : "threw " + e.getMessage() + ", expected " + (code == null ? "a value" : code);
    }
    if (code != null) {
      return "gave " + value + ", expected " + code;
    }
    if (Boolean.TRUE.equals(testCase.get("undefinedResult"))) {
      return value == null ? null : "gave " + value + ", expected undefined";
    }
    if (value == null) {
      return "gave undefined, expected " + testCase.get("result");
    }
    Object plain = new JsonataResult().copy(value);
    return Objects.equals(JsonNumbers.comparable(doubles(plain)),
        JsonNumbers.comparable(doubles(testCase.get("result"))))
            ? null
            : "gave " + plain + ", expected " + testCase.get("result");
  }

  private static @Nullable Object evaluate(Path suite, Map<?, ?> testCase) throws IOException {
    JsonataProgram program;
    try {
      program = JsonataProgram.parse(String.valueOf(testCase.get("expr")));
    } catch (RuntimeException | StackOverflowError e) {
      throw JsonataErrors.Thrown.of(e);
    }
    Jsonata.Frame frame = program.createFrame();
    if (testCase.get("bindings") instanceof Map<?, ?> bindings) {
      bindings.forEach((name, bound) -> frame.bind(String.valueOf(name), JsonataRoots.safe(bound)));
    }
    int depth = testCase.get("depth") instanceof Number number ? number.intValue() : 1_000;
    long millis = testCase.get("timelimit") instanceof Number number ? number.longValue() : 10_000;
    EvaluationGuard guard = new EvaluationGuard(
        new EvaluationGuard.Limits(depth, 50_000_000, 4L << 30, 20_000_000),
        program.syntax(),
        Scopes.over("{}").within(new EvaluationAllowance(millis * 1_000_000)));
    return program.evaluate(input(suite, testCase), frame, guard);
  }

  private static @Nullable Object input(Path suite, Map<?, ?> testCase) throws IOException {
    if (testCase.containsKey("data")) {
      return JsonataRoots.safe(testCase.get("data"));
    }
    return testCase.get("dataset") instanceof String name
        ? JsonataRoots
            .safe(JSON.readValue(
                Files.readString(suite.resolve("datasets").resolve(name + ".json")), Object.class))
        : null;
  }

  private static @Nullable String code(Map<?, ?> testCase) {
    if (testCase.get("error") instanceof Map<?, ?> error) {
      return String.valueOf(error.get("code"));
    }
    return testCase.get("code") instanceof String code ? code : null;
  }

  private static @Nullable Object doubles(@Nullable Object tree) {
    return switch (tree) {
      case Number number -> number.doubleValue();
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(doubles(item)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<Object, @Nullable Object> copy = new HashMap<>();
        map.forEach((key, value) -> copy.put(key, doubles(value)));
        yield copy;
      }
      case null, default -> tree;
    };
  }
}
