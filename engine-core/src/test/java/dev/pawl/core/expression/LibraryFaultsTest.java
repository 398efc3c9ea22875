package dev.pawl.core.expression;

import static dev.pawl.core.expression.Scopes.cause;
import static dev.pawl.core.expression.Scopes.over;
import static dev.pawl.core.expression.Scopes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dashjoin.jsonata.Jsonata;
import com.sun.management.ThreadMXBean;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import dev.pawl.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the JSONata library does wrong, shown on the library alone, and that it is right here. A test that
 * fails on its first half says that a new version of the library no longer needs the remedy.
 */
class LibraryFaultsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void sortingWithAComparatorIsStableAndNeverThrows() {
    String rows = IntStream.range(0, 200).mapToObj(i -> "{\"k\":" + i * 7 % 3 + ",\"i\":" + i + "}")
        .collect(Collectors.joining(",", "[", "]"));
    String sort = "$sort($states.input, function($l,$r){$l.k > $r.k}).i";
    List<Integer> stable = IntStream.range(0, 3).boxed()
        .flatMap(k -> IntStream.range(0, 200).filter(i -> i * 7 % 3 == k).boxed()).toList();

    assertThat(failsOrGives(() -> bare(sort, rows))).isNotEqualTo(stable);
    assertThat(Json.parse(ours(sort, rows))).isEqualTo(stable);
  }

  @Test
  void theClockIsTheEnginesAndNotTheOneOfTheFirstExpressionOnTheThread() throws Exception {
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Jsonata shared = Jsonata.jsonata("$millis()");
      boolean stale = thread.submit(() -> {
        Object first = shared.evaluate(null);
        long began = System.currentTimeMillis();
        while (System.currentTimeMillis() < began + 5) {
          Thread.onSpinWait();
        }
        return String.valueOf(shared.evaluate(null))
            .equals(String.valueOf(first));
      }).get();
      assertThat(stale).isTrue();
    }
    Expression millis = expression("[$millis(), $toMillis($now())]");
    Scope now = over("{}");
    Scope later = new Scope(now.document(), now.context(), now.variables(), null, null,
        now.now().plusSeconds(1), now.random());

    assertThat(value(millis, now)).isEqualTo("[1795341600123,1795341600123]");
    assertThat(value(millis, later)).isEqualTo("[1795341601123,1795341601123]");
  }

  @Test
  void mappingManyObjectsIsNoRecursion() {
    String map = "$count($map([1..100], function($v){ {\"a\":$v,\"b\":$v} }))";
    Jsonata bare = Jsonata.jsonata(map);
    Jsonata.Frame frame = bare.createFrame();
    frame.setRuntimeBounds(5_000L, 100);

    assertThatThrownBy(() -> bare.evaluate(null, frame)).hasMessageContaining("overflow");
    assertThat(ours(map, "{}")).isEqualTo("100");
  }

  @Test
  void paddingIsLinear() {
    String pad = "$length($pad('x', 20000))";

    assertThat(allocated(() -> bare(pad, "{}"))).isGreaterThan(50_000_000);
    ours(pad, "{}");
    assertThat(allocated(() -> ours(pad, "{}"))).isLessThan(5_000_000);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$count($match('aa', /a/, 1))                     | 1",
      "$encodeUrl('http://h/a b?c=d e')                 | \"http://h/a%20b?c=d%20e\"",
      "$encodeUrl('http://h/?x=a b')                    | \"http://h/?x=a%20b\"",
      "$encodeUrlComponent('a*b')                       | \"a*b\"",
      "$string(1e20)                                    | \"100000000000000000000\"",
      "$string(9223372036854775808)                     | \"9223372036854776000\"",
      "$replace('aXbX', 'X', '$1', 1)                   | \"a$1bX\"",
      "$split('a.b', '.')                               | [\"a\",\"b\"]",
      "$toMillis('2024-01-01T00:00:00')                 | 1704067200000",
      "$number('0x1F')                                  | 31"})
  void functionsGiveWhatJsonataGives(String expression, String expected) {
    assertThat(ours(expression, "{}")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "$count($match('aa', /a/, 1))         | 1",
      "$encodeUrl('http://h/?x=a b')        | http://h/?x=a%20b",
      "$string(1e20)                        | 100000000000000000000",
      "$replace('aXbX', 'X', '$1', 1)       | a$1bX"})
  void theLibraryAloneGivesOtherwise(String expression, String right) {
    assertThat(String.valueOf(failsOrGives(() -> bare(expression, "{}")))).isNotEqualTo(right);
  }

  @Test
  void errorsAreToldInJsonatasWordsWithoutPlaceholdersAndJavaClasses() {
    Map<String, String> codes = Map.ofEntries(
        Map.entry("$number('x')", "D3030"), Map.entry("$toMillis('foo')", "D3110"),
        Map.entry("$length(null)", "T0410"), Map.entry("$sort([1,'a'])", "D3070"),
        Map.entry("$sum(['a'])", "T0412"), Map.entry("1 + 'a'", "T2002"),
        Map.entry("'a' + 1", "T2001"), Map.entry("-'a'", "D1002"),
        Map.entry("1 < 'a'", "T2009"), Map.entry("[1..'a']", "T2004"),
        Map.entry("$single([1,2])", "D3138"), Map.entry("$decodeUrl('%E0%A4%A')", "D3140"),
        Map.entry("$base64decode(1)", "T0410"), Map.entry("$gone()", "T1006"),
        Map.entry("('a')()", "T1006"), Map.entry("$formatBase(1, 99)", "D3100"),
        Map.entry("$power(0, -1)", "D3061"), Map.entry("$sqrt(-1)", "D3060"),
        Map.entry("$replace('a', '', 'b')", "D3010"), Map.entry("$error('own')", "D3137"),
        Map.entry("$reduce([1], function($a){1})", "D3050"));

    codes.forEach((expression, code) -> assertThat(cause(expression(expression), over("{}")))
        .as(expression)
        .contains("threw an error during evaluation. " + code + ": ")
        .doesNotContain("{{", "java.", "Exception", "null pointer"));
  }

  @Test
  void theLibraryAloneLeavesPlaceholdersOrThrowsJavasErrors() {
    assertThatThrownBy(() -> bare("$number('x')", "{}")).isNotNull();
    assertThatThrownBy(() -> bare("$toMillis('foo')", "{}"))
        .isNotInstanceOf(com.dashjoin.jsonata.JException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 /* x", "1 /*", "/*", "/* x *"})
  void anUnterminatedCommentIsASyntaxError(String expression) {
    assertThatThrownBy(() -> expression(expression))
        .isInstanceOf(InvalidExpressionException.class)
        .hasFieldOrPropertyWithValue("code", "INVALID_JSONATA_EXPRESSION");
  }

  @Test
  void theLibraryAloneRunsOffTheEndOfAComment() {
    assertThatThrownBy(() -> Jsonata.jsonata("1 /* x"))
        .isInstanceOf(StringIndexOutOfBoundsException.class);
  }

  @Test
  void anEvaluationLeavesNothingInTheSharedExpression() {
    String assigning = "[$exists($x), $x := 1]";
    Jsonata bare = Jsonata.jsonata(assigning);
    bare.evaluate(null);
    assertThat(String.valueOf(bare.evaluate(null))).isEqualTo("[true, 1]");
    Expression ours = expression(assigning);

    assertThat(value(ours, over("{}"))).isEqualTo("[false,1]");
    assertThat(value(ours, over("{}"))).isEqualTo("[false,1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"('a')()", "{\"f\": 2}.f()", "($x := 1; $x(2))", "[1,2].($x := 1; $x())",
      "(function(){ $gone() })()", "($f := 3; (function(){ $f(1) })())", "$states.input.gone()"})
  void callingWhatIsNoFunctionPrintsNothing(String expression) {
    assertThat(printed(() -> assertThat(cause(expression(expression), over("{}")))
        .contains("T1006: Attempted to invoke a non-function"))).isEmpty();
  }

  @Test
  void theLibraryAlonePrintsALine() {
    assertThat(printed(() -> assertThatThrownBy(() -> bare("('a')()", "{}")).isNotNull()))
        .contains("Proc not found");
  }

  @Test
  void functionsThatArriveBySequencesAndPathsAreStillCalled() {
    assertThat(ours("[function($x){$x+1}].$(2)", "{}")).isEqualTo("3");
    assertThat(ours("{\"f\": function($x){$x+1}}.f(2)", "{}")).isEqualTo("3");
    assertThat(ours("($f := [$uppercase, $lowercase]; $f[0]('a'))", "{}")).isEqualTo("\"A\"");
    assertThat(ours("($g := function($n){$n = 0 ? 'end' : $g($n - 1)}; $g(50))", "{}"))
        .isEqualTo("\"end\"");
    assertThat(ours("'a' ~> $uppercase", "{}")).isEqualTo("\"A\"");
  }

  private static @Nullable Object bare(String expression, String input) {
    Jsonata jsonata = Jsonata.jsonata(expression);
    Jsonata.Frame frame = jsonata.createFrame();
    frame.bind("states", Map.of("input", java.util.Objects.requireNonNull(Json.parse(input))));
    return jsonata.evaluate(null, frame);
  }

  private interface Evaluation {
    @Nullable
    Object run();
  }

  private static @Nullable Object failsOrGives(Evaluation evaluation) {
    try {
      return evaluation.run();
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static long allocated(Evaluation evaluation) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    evaluation.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static String printed(ThrowingCallable work) {
    PrintStream out = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.call();
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      System.setOut(out);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Expression expression(String expression) {
    return JsonataExpressions.template("Output", "{% " + expression + " %}", Reach.INPUT_CONTEXT);
  }

  private static String ours(String expression, String input) {
    return value(expression(expression), over(input));
  }
}
