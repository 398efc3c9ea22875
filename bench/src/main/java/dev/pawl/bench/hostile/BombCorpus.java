package dev.pawl.bench.hostile;

import dev.pawl.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The bombs: one of each kind that docs/limits.md and docs/security.md promise an answer for. */
final class BombCorpus {
  private static final String QUERY = "States.QueryEvaluationError";
  private static final String RUNTIME = "States.Runtime";
  private static final String TOO_MUCH = "States.DataLimitExceeded";
  private static final String DEFINITION = "InvalidDefinition";
  private static final String BAD_INPUT = "InvalidExecutionInput";
  private static final String SERIALIZATION = "SerializationException";
  private static final String VALIDATION = "ValidationException";
  private static final String TOO_LARGE = "RequestEntityTooLargeException";
  private static final String PASS = "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}";
  private static final String DATA = "{\"a\":\"%s\",\"c\":[\"%s\"],\"n\":%s,\"long\":\"%s\",\"deep\":%s}"
      .formatted("a".repeat(42), "a".repeat(42), IntStream.range(0, 9_000).boxed().toList(),
          "a".repeat(150_000), nested(400));
  private static final int MEBIBYTE = 1_048_576;

  private final List<Bomb> bombs = new ArrayList<>();

  private BombCorpus() {}

  static List<Bomb> all() {
    var corpus = new BombCorpus();
    corpus.jsonata();
    corpus.paths();
    corpus.intrinsics();
    corpus.definitions();
    corpus.inputs();
    corpus.requests();
    return Collections.unmodifiableList(corpus.bombs);
  }

  private void jsonata() {
    jsonata("doubling of a string", QUERY,
        "($d := function($s, $n){$n = 0 ? $s : $d($s & $s, $n - 1)}; $d('x', 60))");
    jsonata("doubling of an array", QUERY, "$reduce([1..40], function($a, $i){[$a, $a]}, [1])");
    jsonata("doubling of an object", QUERY,
        "$reduce([1..40], function($a, $i){{'l': $a, 'r': $a}}, {'x': 1})");
    jsonata("$pad to 2e9", QUERY, "$pad('x', 2000000000)");
    jsonata("$match that backtracks", QUERY, "$match($states.input.a, /^(.*a){15}b$/)");
    jsonata("$contains that backtracks", QUERY, "$contains($states.input.a, /^(.*a){15}b$/)");
    jsonata("$replace that backtracks", QUERY, "$replace($states.input.a, /^(.*a){15}b$/, '')");
    jsonata("$split that backtracks", QUERY, "$split($states.input.a, /^(.*a){15}b$/)");
    jsonata("endless recursion", QUERY, "($f := function($n){1 + $f($n)}; $f(1))");
    jsonata("endless tail recursion", QUERY, "($f := function($n){$f($n + 1)}; $f(1))");
    jsonata("two functions without end", QUERY,
        "($g := 1; $f := function($h){$h($h)}; $f($f))");
    jsonata("range to 1e9", QUERY, "[1..1000000000]");
    jsonata("range to 1e6", QUERY, "[1..1000000]");
    jsonata("ranges in ranges", QUERY, "[1..800000].([1..800000])");
    jsonata("$map in $map", QUERY,
        "$map([1..800000], function($i){$map([1..800000], function($j){$j})})");
    jsonata("$join of much", QUERY, "($l := [1..2000].($states.input.long); $join($l))");
    jsonata("$string of much", QUERY, "$string([1..800000].($states.input.long))");
    jsonata("$sort by an endless function", QUERY,
        "($f := function($n){$f($n)}; $sort([1..1000], function($a, $b){$f($a)}))");
    jsonata("$formatNumber with a wide picture", QUERY,
        "$formatNumber(1, $pad('', 100000, '0'))");
    jsonata("$power to infinity", QUERY, "$power(9e300, 9)");
    jsonata("$number of infinity", QUERY, "$number('1e999999999')");
    jsonata("$base64encode of much", QUERY,
        "$base64encode($pad('', 4000000, 'x') & 'x' & $states.input.long & $states.input.long)"
            + " & $pad('', 4000000, 'x')");
    jsonata("descendants of descendants", QUERY,
        "($d := $states.input.n.[$states.input.deep]; $count($d.**.**.**))");
    jsonata("$eval", QUERY, "$eval('1')");
    jsonata("1e4 brackets", DEFINITION, "[".repeat(10_000) + "]".repeat(10_000));
    jsonata("1e4 sums", DEFINITION, "1" + " + 1".repeat(10_000));
    jsonata("60 conditions", DEFINITION, "0 ?: ".repeat(60) + "1");
    jsonata("long regular expression", DEFINITION, "$match('a', /" + "a".repeat(2_000) + "/)");
    jsonata("result over 256 KiB", TOO_MUCH, "$pad('', 300000)");
    jsonata("result nested 1e3 deep", QUERY + "|" + TOO_MUCH,
        "$reduce([1..1000], function($a, $i){{'x': $a}}, 1)");
  }

  private void jsonata(String name, String expected, String expression) {
    run("JSONata: " + name, expected, DATA, Map.of("QueryLanguage", "JSONata", "Output",
        "{% " + expression + " %}"));
  }

  private void paths() {
    path("everything below a wide and deep input", TOO_MUCH + "|" + RUNTIME, "$..*");
    path("everything below everything", DEFINITION, "$..*..*");
    path("filter by the list itself", RUNTIME, "$.n[?(@ in $.n)]");
    path("filter by everything", DEFINITION, "$.n[?(@ in $.n[*])]");
    path("filter that backtracks", RUNTIME, "$.c[?(@ =~ /^(.*a){15}b$/)]");
    path("2e3 characters", DEFINITION, "$." + "x".repeat(2_000));
    path("101 segments", DEFINITION, "$" + ".x".repeat(101));
    path("unions of unions", DEFINITION, "$" + "[0,1,2,3,4,5,6,7,8,9]".repeat(9));
    path("index over 32 bits", DEFINITION + "|" + RUNTIME + "|States.ParameterPathFailure",
        "$.n[99999999999]");
  }

  private void path(String name, String expected, String path) {
    run("JSONPath: " + name, expected, DATA, Map.of("Parameters", Map.of("v.$", path)));
  }

  private void intrinsics() {
    intrinsic("ArrayRange to 1e9", "States.ArrayRange(1, 1000000000, 1)");
    intrinsic("ArrayRange to 1001", "States.ArrayRange(1, 1001, 1)");
    intrinsic("ArrayRange by 0", "States.ArrayRange(1, 9, 0)");
    intrinsic("ArrayRange over 32 bits", "States.ArrayRange(1, 99999999999999999999, 1)");
    intrinsic("ArrayPartition by 0", "States.ArrayPartition($.n, 0)");
    intrinsic("Format of much",
        "States.Format('{}{}{}', $.long, $.long, $.long)");
    intrinsic("Format of Formats",
        "States.Format('{}{}', States.Format('{}{}', $.long, $.long), States.Format('{}{}', $.long, $.long))");
    intrinsic("Base64Encode of much", "States.Base64Encode($.long)");
    intrinsic("Base64Decode of much", "States.Base64Decode($.long)");
    intrinsic("Hash of much", "States.Hash($.long, 'SHA-512')");
    intrinsic("StringToJson of no JSON", "States.StringToJson($.long)");
    intrinsic("JsonMerge of arrays", "States.JsonMerge($.n, $.n, false)");
    run("intrinsic: StringToJson of 1e5 brackets", RUNTIME,
        Json.write(Map.of("s", "[".repeat(100_000))),
        Map.of("Parameters", Map.of("v.$", "States.StringToJson($.s)")));
    run("intrinsic: StringToJson of 1e999999999", RUNTIME, "{\"s\":\"1e999999999\"}",
        Map.of("Parameters", Map.of("v.$", "States.StringToJson($.s)")));
    run("intrinsic: 1e3 calls in each other", DEFINITION, "{}",
        Map.of("Parameters", Map.of("v.$", "States.Array(".repeat(1_000) + ")".repeat(1_000))));
  }

  private void intrinsic(String name, String call) {
    run("intrinsic: " + name, RUNTIME, DATA, Map.of("Parameters", Map.of("v.$", call)));
  }

  private void definitions() {
    definition("1e4 states", "200", chain(10_000));
    definition("10,001 states", DEFINITION, chain(10_001));
    definition("1 MB of brackets", DEFINITION,
        pass("\"Result\":" + nested(480_000) + ",\"End\":true"));
    definition("1 MB of open brackets", DEFINITION, "[".repeat(1_000_000));
    definition("900 KB of open objects", DEFINITION, "{\"a\":".repeat(120_000));
    definition("33 Parallels in each other", DEFINITION, parallels(33));
    definition("1e3 Parallels in each other", DEFINITION, parallels(1_000));
    definition("Choice rule 1e3 deep", DEFINITION,
        "{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{"
            + "\"Not\":{".repeat(1_000) + "\"Variable\":\"$.a\",\"IsNull\":true" + "}".repeat(1_000)
            + ",\"Next\":\"E\"}]},\"E\":{\"Type\":\"Succeed\"}}}");
    definition("states twice", DEFINITION,
        "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"},\"A\":{\"Type\":\"Fail\"}}}");
    definition("10,001 expressions", DEFINITION, pass("\"Parameters\":{" + IntStream
        .rangeClosed(0, 10_000).mapToObj(i -> "\"k" + i + ".$\":\"$.a\"")
        .collect(Collectors.joining(",")) + "},\"End\":true"));
    definition("1 MB of one expression", DEFINITION,
        pass("\"QueryLanguage\":\"JSONata\",\"Output\":\"{% " + "1+".repeat(400_000)
            + "1 %}\",\"End\":true"));
    definition("number of 1e5 digits", DEFINITION,
        pass("\"Result\":" + "9".repeat(100_000) + ",\"End\":true"));
    definition("1e999999999", DEFINITION, pass("\"Result\":1e999999999,\"End\":true"));
    run("definition: loop without end", RUNTIME + "|States.Timeout", "{}",
        "{\"TimeoutSeconds\":2,\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"},"
            + "\"B\":{\"Type\":\"Choice\",\"Default\":\"A\",\"Choices\":[{\"Variable\":\"$.a\","
            + "\"IsPresent\":true,\"Next\":\"E\"}]},\"E\":{\"Type\":\"Succeed\"}}}");
    run("definition: outputs that double", TOO_MUCH, "{\"a\":\"" + "x".repeat(1_000) + "\"}",
        "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"l.$\":\"$\","
            + "\"r.$\":\"$\"},\"Next\":\"B\"},\"B\":{\"Type\":\"Choice\",\"Default\":\"A\",\"Choices\":["
            + "{\"Variable\":\"$.a\",\"IsPresent\":true,\"Next\":\"E\"}]},\"E\":{\"Type\":\"Succeed\"}}}");
  }

  private void definition(String name, String expected, String definition) {
    run("definition: " + name, expected, "{}", definition);
  }

  private void inputs() {
    input("1e5 deep", BAD_INPUT, nested(100_000));
    input("256 KiB of brackets", BAD_INPUT, "[".repeat(262_144));
    input("256 KiB of objects", BAD_INPUT, "{\"a\":".repeat(50_000));
    input("1e999999999", BAD_INPUT, "1e999999999");
    input("number of 1e5 digits", BAD_INPUT, "9".repeat(100_000));
    input("NaN", BAD_INPUT, "NaN");
    input("half a surrogate pair", BAD_INPUT, "\"\\ud800\"");
    input("over 256 KiB", VALIDATION, "\"" + "x".repeat(262_143) + "\"");
    input("keys of the same hash", "200", sameHash());
  }

  private void input(String name, String expected, String input) {
    run("input: " + name, expected, input, PASS);
    String output = expected.equals(BAD_INPUT)
        ? "InvalidOutput"
        : expected.equals("200") ? "InvalidToken" : expected;
    sent("output: " + name, output, "SendTaskSuccess", Json.write(Map.of("taskToken", "x", "output",
        input)));
  }

  private void requests() {
    sent("body: 1e5 deep", SERIALIZATION, "ListStateMachines", nested(100_000));
    sent("body: 1 MiB of brackets", SERIALIZATION, "ListStateMachines", "[".repeat(MEBIBYTE));
    sent("body: 1 MiB of objects", SERIALIZATION, "ListStateMachines",
        "{\"a\":".repeat(MEBIBYTE / 5));
    sent("body: 1e999999999", SERIALIZATION, "ListStateMachines", "{\"maxResults\":1e999999999}");
    sent("body: number of 1e5 digits", SERIALIZATION, "ListStateMachines",
        "{\"maxResults\":" + "9".repeat(100_000) + "}");
    sent("body: keys of the same hash", "200", "ListStateMachines", sameHash());
    sent("body: over 1 MiB", TOO_LARGE, "ListStateMachines", " ".repeat(MEBIBYTE + 1));
    sent("body: 1.9 MiB", TOO_LARGE, "ListStateMachines", " ".repeat(MEBIBYTE * 19 / 10));
    sent("page token of 1 KiB", "InvalidToken", "ListStateMachines",
        "{\"nextToken\":\"" + "A".repeat(1_024) + "\"}");
    sent("test: context 15,000 deep", VALIDATION, "TestState", Json.write(Map.of("definition",
        "{\"Type\":\"Pass\",\"End\":true}", "context", nested(15_000))));
    sent("test: variables 15,000 deep", VALIDATION, "TestState", Json.write(Map.of("definition",
        "{\"Type\":\"Pass\",\"End\":true}", "variables", nested(15_000))));
    List<String> plain = List.of(RawRequest.CONTENT_TYPE,
        "X-Amz-Target: AWSStepFunctions.ListStateMachines");
    head("header of 100 KB", VALIDATION, with(plain, "X-Long: " + "h".repeat(100_000)));
    head("5,000 headers", VALIDATION, with(plain, IntStream.range(0, 5_000)
        .mapToObj(i -> "X-" + i + ": y").toArray(String[]::new)));
    head("header without colon", VALIDATION + "|200", with(plain, "no colon at all"));
    head("two lengths", VALIDATION, with(plain, "Content-Length: 7"));
    head("compressed body", SERIALIZATION + "|200", with(plain, "Content-Encoding: gzip"));
    add("REST: target of 100 KB", VALIDATION, new Bomb.Delivery.Sent(RawRequest.of(
        "GET /api/v1/" + "a".repeat(100_000) + " HTTP/1.1", List.of(), new byte[0])));
    add("REST: body 1e5 deep", SERIALIZATION + "|" + VALIDATION, new Bomb.Delivery.Sent(
        RawRequest.of("POST /api/v1/state-machines HTTP/1.1",
            List.of("Content-Type: application/json"), bytes(nested(100_000)))));
    add("REST: body over 1 MiB", TOO_LARGE, new Bomb.Delivery.Sent(
        RawRequest.of("POST /api/v1/state-machines HTTP/1.1",
            List.of("Content-Type: application/json"), new byte[MEBIBYTE * 3 / 2])));
    add("body that stops half way", "closed|" + VALIDATION, new Bomb.Delivery.Unfinished(bytes(
        "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\n"
            + "Content-Length: 100\r\n\r\n{\"max")));
    add("headers that stop half way", "closed|" + VALIDATION, new Bomb.Delivery.Unfinished(
        bytes("POST / HTTP/1.1\r\nHost: x\r\nX-Amz")));
    add("chunks that stop half way", "closed|" + VALIDATION, new Bomb.Delivery.Unfinished(bytes(
        "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSStepFunctions.ListStateMachines\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nffffff\r\n{")));
  }

  private static List<String> with(List<String> headers, String... more) {
    List<String> all = new ArrayList<>(headers);
    Collections.addAll(all, more);
    return all;
  }

  private void head(String name, String expected, List<String> headers) {
    add("HTTP: " + name, expected,
        new Bomb.Delivery.Sent(RawRequest.of("POST / HTTP/1.1", headers, bytes("{}"))));
  }

  private void sent(String name, String expected, String operation, String body) {
    add(name, expected, new Bomb.Delivery.Sent(RawRequest.of(operation, body)));
  }

  private void run(String name, String expected, String input, Map<String, ?> fields) {
    String members = Json.write(fields);
    run(name, expected, input,
        pass(members.substring(1, members.length() - 1) + ",\"End\":true"));
  }

  private void run(String name, String expected, String input, String definition) {
    add(name, expected, new Bomb.Delivery.Run(definition, input));
  }

  private void add(String name, String expected, Bomb.Delivery delivery) {
    bombs.add(new Bomb(name, delivery, expected));
  }

  private static String pass(String members) {
    return "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\"," + members + "}}}";
  }

  private static String chain(int states) {
    return IntStream.range(0, states)
        .mapToObj(i -> "\"S" + i + "\":{\"Type\":\"Pass\","
            + (i == states - 1 ? "\"End\":true}" : "\"Next\":\"S" + (i + 1) + "\"}"))
        .collect(Collectors.joining(",", "{\"StartAt\":\"S0\",\"States\":{", "}}"));
  }

  private static String parallels(int levels) {
    var text = new StringBuilder();
    for (int i = 0; i < levels; i++) {
      text.append("{\"StartAt\":\"Q").append(i).append("\",\"States\":{\"Q").append(i)
          .append("\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[");
    }
    return text.append(PASS).append("]}}}".repeat(levels)).toString();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  /** Thousands of different keys that Java's strings give one hash. */
  private static String sameHash() {
    return IntStream.range(0, 8_192).mapToObj(i -> {
      var key = new StringBuilder("\"");
      for (int bit = 0; bit < 13; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      return key.append("\":0").toString();
    }).collect(Collectors.joining(",", "{", "}"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
