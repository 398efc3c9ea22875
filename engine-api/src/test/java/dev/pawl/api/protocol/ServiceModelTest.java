package dev.pawl.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every constraint of every member of every request is refused on its far side and kept on its near side. */
class ServiceModelTest {
  private static final int PAYLOAD = 262_144;
  private static final List<String> ODD = List.of(" ", "\u0001", "a b", "?", "é", "-", "", "a");

  private final ServiceModel model = ServiceModel.load(PAYLOAD);
  private final RequestValidator validator = new RequestValidator(model);

  /** A value that breaks, or just keeps, one constraint of a member. */
  private record Probe(String path, Object request, String rule, boolean isBroken) {}

  @TestFactory
  Stream<DynamicTest> everyConstraintIsChecked() {
    return model.operations().stream().sorted().map(
        operation -> DynamicTest.dynamicTest(operation, () -> {
          List<Probe> probes = new ArrayList<>();
          walk(model.input(operation), "", UnaryOperator.identity(), new LinkedHashSet<>(), probes);
          for (Probe probe : probes) {
            check(operation, probe);
          }
        }));
  }

  @Test
  void theModelOfTheProductHasTheConstraintsOfTheReference() throws IOException {
    Path reference = Path.of("..", "..", "shared", "reference", "sfn-service-model.json");
    assumeTrue(Files.exists(reference),
        "the service's reference model is not beside the repository");
    Map<?, ?> ours = resource();
    Map<?, ?> theirs = map(Json.parse(Files.readString(reference)));

    assertThat(map(ours.get("operations")).keySet())
        .hasToString(map(theirs.get("operations")).keySet().toString());
    map(theirs.get("operations")).forEach((name, operation) -> assertThat(
        (List<?>) map(map(ours.get("operations")).get(name)).get("errors")).isEqualTo(
            map(operation).get("errors") instanceof List<?> errors
                ? errors.stream().map(error -> map(error).get("shape")).toList()
                : List.of()));
    map(theirs.get("shapes")).forEach((name, shape) -> {
      Map<?, ?> mine = map(map(ours.get("shapes")).get(name));
      for (String fact : List.of("type", "min", "max", "pattern", "enum", "required")) {
        assertThat(mine.get(fact)).as("%s of %s", fact, name).isEqualTo(map(shape).get(fact));
      }
    });
  }

  private void check(String operation, Probe probe) {
    ApiException refusal = catchThrowableOfType(
        ApiException.class, () -> validator.check(operation, probe.request()));
    if (refusal != null && refusal.error() == ApiError.INVALID_NAME) {
      assertThat(probe.path()).isEqualTo("name");
      assertThat(probe.isBroken()).isTrue();
      return;
    }
    String message = refusal == null ? "" : Objects.toString(refusal.getMessage());
    String sentence = " at '" + probe.path() + "' failed to satisfy constraint: Member must "
        + probe.rule();
    assertThat(message.contains(sentence))
        .as("%s %s %s", operation, probe.path(), probe.rule())
        .isEqualTo(probe.isBroken());
    if (probe.isBroken()) {
      assertThat(Objects.requireNonNull(refusal).error()).isEqualTo(ApiError.VALIDATION);
    }
  }

  /** The list of all probes of a shape, each put into a request by {@code request}. */
  private void walk(String name, String path, UnaryOperator<@Nullable Object> request,
      Set<String> above, List<Probe> probes) {
    if (!above.add(name)) {
      return;
    }
    switch (model.shape(name)) {
      case Shape.Structure structure -> structure.members().forEach((member, type) -> {
        UnaryOperator<@Nullable Object> inside = value -> request.apply(single(member, value));
        String place = path.isEmpty() ? member : path + "." + member;
        if (structure.required().contains(member)) {
          probes.add(
              new Probe(place, Objects.requireNonNull(request.apply(Map.of())), "not be null",
                  true));
        }
        walk(type, place, inside, above, probes);
      });
      case Shape.Items items -> {
        walk(items.item(), path + ".1.member",
            value -> request.apply(new ArrayList<>(Arrays.asList(value))), above, probes);
        Object item = any(items.item());
        sizes(path, items.min(), items.max(), size -> request.apply(
            Collections.nCopies(size, item)), "length", probes);
      }
      case Shape.Text text -> {
        sizes(path, text.min(), text.max(), size -> request.apply("a".repeat(size)), "length",
            probes);
        if (text.pattern() != null) {
          probes.add(new Probe(path, Objects.requireNonNull(request.apply(odd(text))),
              "satisfy regular expression pattern: ", true));
        }
        if (!text.allowed().isEmpty()) {
          probes.add(new Probe(path, Objects.requireNonNull(request.apply("NONE_OF_THESE")),
              "satisfy enum value set: ", true));
          text.allowed().forEach(value -> probes.add(
              new Probe(path, Objects.requireNonNull(request.apply(value)), "", false)));
        }
      }
      case Shape.Whole(long min, long max) -> bounds(path, min, max, Integer.MIN_VALUE,
          Integer.MAX_VALUE, request, probes);
      case Shape.Large(long min, long max) -> bounds(path, min, max, Long.MIN_VALUE,
          Long.MAX_VALUE, request, probes);
      case Shape.Decimal(long min, long max) -> bounds(path, min, max, Long.MIN_VALUE,
          Long.MAX_VALUE, request, probes);
      case Shape.Flag _ -> {
      }
      case Shape.Time _,Shape.Unchecked _ ->
        fail(path + " has a shape that is not checked: " + name);
    }
    above.remove(name);
  }

  private static void sizes(String path, long min, long max,
      IntFunction<@Nullable Object> request, String what, List<Probe> probes) {
    if (min > 0) {
      String rule = "have " + what + " greater than or equal to " + min;
      probes.add(new Probe(path, made(request, min - 1), rule, true));
      probes.add(new Probe(path, made(request, min), rule, false));
    }
    if (max < Integer.MAX_VALUE) {
      String rule = "have " + what + " less than or equal to " + max;
      probes.add(new Probe(path, made(request, max), rule, false));
      probes.add(new Probe(path, made(request, max + 1), rule, true));
    }
  }

  private static Object made(IntFunction<@Nullable Object> request, long size) {
    return Objects.requireNonNull(request.apply(Math.toIntExact(size)));
  }

  private static void bounds(String path, long min, long max, long least, long most,
      UnaryOperator<@Nullable Object> request, List<Probe> probes) {
    if (min > least) {
      String rule = "have value greater than or equal to " + min;
      probes.add(new Probe(path, Objects.requireNonNull(request.apply(number(min - 1))), rule,
          true));
      probes.add(new Probe(path, Objects.requireNonNull(request.apply(number(min))), rule, false));
    }
    if (max < most) {
      String rule = "have value less than or equal to " + max;
      probes.add(new Probe(path, Objects.requireNonNull(request.apply(number(max))), rule, false));
      probes.add(new Probe(path, Objects.requireNonNull(request.apply(number(max + 1))), rule,
          true));
    }
  }

  /** As the parser gives it: the narrowest type. */
  private static Object number(long value) {
    return Objects.requireNonNull(Json.parse(Long.toString(value)));
  }

  private static String odd(Shape.Text text) {
    return ODD.stream()
        .filter(value -> value.length() >= text.min())
        .filter(value -> !Objects.requireNonNull(text.pattern()).matcher(value).matches())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no text breaks the pattern " + text.pattern()));
  }

  private Object any(String name) {
    return switch (model.shape(name)) {
      case Shape.Structure _ -> Map.of();
      case Shape.Items _ -> List.of();
      case Shape.Text _ -> "a";
      case Shape.Whole _,Shape.Large _,Shape.Decimal _ -> 1;
      case Shape.Flag _,Shape.Time _,Shape.Unchecked _ -> true;
    };
  }

  private static Map<String, @Nullable Object> single(String member, @Nullable Object value) {
    Map<String, @Nullable Object> single = new LinkedHashMap<>();
    single.put(member, value);
    return single;
  }

  private static Map<?, ?> resource() throws IOException {
    try (InputStream in = Objects.requireNonNull(
        ServiceModel.class.getResourceAsStream("/dev/pawl/api/sfn-2016-11-23.json"))) {
      return map(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }
}
