package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.core.json.Json;
import dev.pawl.db.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the service, called by the stock clients with nothing but the endpoint changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/test";
  private static final String SCENARIO = "every-operation.json";
  /** A name that is in no DNS; its clients are led to the server. */
  private static final String HOST = "pawl.example";

  private static final Pattern NEWER_PARAMETER = Pattern
      .compile("Unknown parameter in input: \"(\\w+)\"");
  private static final Pattern UNKNOWN_COMMAND = Pattern.compile("(?i)invalid choice");

  @TempDir
  private static Path folder = Path.of("target");

  private TestDatabase database;
  private PawlProcess pawl;

  @BeforeAll
  void start() {
    database = TestDatabase.create();
    pawl = PawlProcess.signed(folder.resolve("pawl.log"), database);
  }

  @AfterAll
  void stop() {
    pawl.close();
    database.close();
  }

  @Test
  void theJavaScriptSdkCallsThem() throws IOException {
    assertThat(javaScript("js", Map.of())).containsExactlyElementsOf(ServiceOperations.all());
  }

  /** As where {@code sync-} and the endpoint's name are known to DNS. */
  @Test
  void theJavaScriptSdkCallsThemWithItsHostPrefix() throws IOException {
    assertThat(javaScript("jstwin",
        Map.of("AWS_ENDPOINT_URL_SFN", "http://" + HOST + ":" + pawl.endpoint().getPort())))
        .containsExactlyElementsOf(ServiceOperations.all());
  }

  @Test
  void botoCallsThem() throws IOException {
    Commands commands = new Commands(folder, Commands.pointingAt(pawl));
    assumeTrue(Commands.exist("python3"), "skipped: there is no python3 on the PATH");
    assumeTrue(commands.run(List.of("python3", "-c", "import boto3")).code() == 0,
        "skipped: python3 has no boto3");
    try (var program = Objects.requireNonNull(
        EveryOperationTest.class.getResourceAsStream("/clients/every-operation.py"))) {
      Files.write(folder.resolve("every-operation.py"), program.readAllBytes());
    }
    Files.writeString(folder.resolve(SCENARIO), Json.write(scenario()));
    Commands.Ended ended = commands.run(List.of("python3", "every-operation.py", SCENARIO,
        Json.write(Map.of("client", "boto", "role", ROLE))));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(operations(ended.out())).containsExactlyElementsOf(ServiceOperations.all());
  }

  private static Set<String> operations(String printed) {
    return list(Objects.requireNonNull(Json.parse(printed))).stream().map(String::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Stream<Path> commandLines() {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .map(place -> Path.of(place, "aws"))
        .filter(Files::isExecutable)
        .map(EveryOperationTest::real)
        .distinct();
  }

  /**
   * Each {@code aws} on the PATH, which leads to the server by its proxy setting: so names with the prefix do, too.
   * What an old release does not know it leaves out.
   */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("commandLines")
  void theCommandLinesOfAwsCallThem(Path aws) throws IOException {
    Map<String, String> environment = new LinkedHashMap<>(Commands.pointingAt(pawl));
    environment.put("HTTP_PROXY", pawl.endpoint().toString());
    environment.put("http_proxy", pawl.endpoint().toString());
    Commands commands = new Commands(folder, environment);
    Map<String, String> saved = new LinkedHashMap<>(
        Map.of("client", "cli" + Integer.toHexString(aws.hashCode()), "role", ROLE));
    Set<String> called = new TreeSet<>();
    Set<String> unknown = new TreeSet<>();
    for (Object step : list(scenario())) {
      String operation = String.valueOf(map(step).get("op"));
      if (plays(commands, aws, map(step), saved)) {
        called.add(operation);
      } else {
        unknown.add(operation);
        map(filled(map(step).get("else"), saved))
            .forEach((name, value) -> saved.put((String) name, (String) value));
      }
    }

    unknown.removeAll(called);
    System.out.println(
        aws + " called " + called.size() + " operations and does not know " + unknown);
    assertThat(called.size()).isGreaterThan(20);
    assertThat(Stream.concat(called.stream(), unknown.stream()))
        .containsExactlyInAnyOrderElementsOf(ServiceOperations.all());
  }

  /** Plays a step until it answers as it should; false where the release does not know it, or what it builds on. */
  private static boolean plays(Commands commands, Path aws, Map<?, ?> step,
      Map<String, String> saved) {
    String command = String.valueOf(step.get("op")).replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
    Map<Object, Object> input = new LinkedHashMap<>(map(filled(step.get("in"), saved)));
    Map<?, ?> until = map(filled(step.get("until"), saved));
    Map<?, ?> save = map(filled(step.get("save"), saved));
    if (Json.write(input).contains("${")) {
      return false;
    }
    for (int tries = 0; tries < 100; tries++) {
      Commands.Ended ended = commands.run(List.of(aws.toString(), "stepfunctions",
          "--endpoint-url", "http://" + HOST, "--output", "json", command, "--cli-input-json",
          Json.write(input)));
      Matcher newer = NEWER_PARAMETER.matcher(ended.err());
      if (newer.find()) {
        input.remove(newer.group(1));
        continue;
      }
      if (UNKNOWN_COMMAND.matcher(ended.err()).find()) {
        return false;
      }
      assertThat(ended.code()).as("%s: %s", command, ended.err()).isZero();
      Object answer = ended.out().isEmpty() ? Map.of() : Json.parse(ended.out());
      if (until.entrySet().stream().allMatch(
          wanted -> Objects.equals(wanted.getValue(), at(answer, (String) wanted.getKey())))) {
        save.forEach((name, path) -> {
          Object value = at(answer, (String) path);
          if (value != null) {
            saved.put((String) name, (String) value);
          }
        });
        if (save.isEmpty() || saved.containsKey(save.keySet().iterator().next())) {
          return true;
        }
      }
    }
    throw new AssertionError(command + " never answered as it should: " + step);
  }

  private Set<String> javaScript(String client, Map<String, String> more) throws IOException {
    assumeTrue(Commands.exist("node", "npm"), "skipped: there is no node and npm on the PATH");
    Path program = JavaScriptClientTest.installed("every-operation.mjs");
    Path scenario = Files.writeString(program.resolve(SCENARIO), Json.write(scenario()));
    Map<String, String> environment = new LinkedHashMap<>(Commands.pointingAt(pawl));
    environment.putAll(more);
    Commands.Ended ended = new Commands(program, environment).run(
        List.of("node", "every-operation.mjs", scenario.getFileName().toString(),
            Json.write(Map.of("client", client, "role", ROLE, "twin",
                Boolean.toString(!more.isEmpty())))));
    assertThat(ended.code()).as(ended.err()).isZero();
    return operations(ended.out());
  }

  private static Object scenario() throws IOException {
    return resource("/clients/" + SCENARIO);
  }

  private static Object resource(String name) throws IOException {
    try (var source = EveryOperationTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(Json.parse(new String(
          Objects.requireNonNull(source, name).readAllBytes(),
          StandardCharsets.UTF_8)));
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the saved values in place of their names; nothing is an empty object. */
  private static Object filled(@Nullable Object value, Map<String, String> saved) {
    return switch (value) {
      case null -> Map.of();
      case String text -> {
        String whole = text;
        for (Map.Entry<String, String> one : saved.entrySet()) {
          whole = whole.replace("${" + one.getKey() + "}", one.getValue());
        }
        yield whole;
      }
      case List<?> items -> items.stream().map(item -> filled(item, saved)).toList();
      case Map<?, ?> members -> {
        Map<Object, Object> whole = new LinkedHashMap<>();
        members.forEach((name, inner) -> whole.put(name, filled(inner, saved)));
        yield whole;
      }
      case Object other -> other;
    };
  }

  private static @Nullable Object at(@Nullable Object answer, String path) {
    Object inner = answer;
    for (String name : path.split("\\.", -1)) {
      inner = switch (inner) {
        case Map<?, ?> members -> members.get(name);
        case List<?> items when items.size() > Integer.parseInt(name) ->
          items.get(Integer.parseInt(name));
        case null, default -> null;
      };
    }
    return inner;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }
}
