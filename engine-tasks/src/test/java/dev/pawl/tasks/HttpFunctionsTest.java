package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.real.FunctionServer;
import dev.pawl.tasks.real.FunctionServer.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFunctionsTest {
  private static final FunctionServer SERVER = FunctionServer.start();
  private static final CountDownLatch CALLED = new CountDownLatch(1);
  private static final Connectors CONNECTORS = new Connectors(Attempts.SETTINGS
      .withFunctions(urls()));

  private static Map<String, URI> urls() {
    SERVER.on("echo", call -> Answer.value(call.body()))
        .on("text", _ -> Answer.value("plain text"))
        .on("void", _ -> Answer.value(""))
        .on("raise", _ -> Answer.error("CustomException", "no luck"))
        .on("crash", _ -> new Answer(200, Map.of("X-Amz-Function-Error", "Unhandled"),
            "{\"errorMessage\":\"out of memory\"}"))
        .on("busy", _ -> Answer.status(429, "Rate Exceeded."))
        .on("broken", _ -> Answer.status(503, ""))
        .on("slow", _ -> {
          CALLED.countDown();
          Thread.sleep(Duration.ofMinutes(1));
          return Answer.value("1");
        });
    Map<String, URI> urls = new HashMap<>();
    for (String name : List.of("echo", "text", "void", "raise", "crash", "busy", "broken",
        "slow")) {
      urls.put(name, SERVER.url(name));
    }
    urls.put("gone", URI.create("http://127.0.0.1:1/"));
    return urls;
  }

  @AfterAll
  static void stop() {
    CONNECTORS.close();
    SERVER.close();
  }

  @Test
  void aFunctionsOwnArnGivesItsReturnValueAlone() throws InterruptedException {
    var outcome = Attempts.call(CONNECTORS, Attempts.function("echo:PROD"), "{\"a\":[1,null]}");

    assertThat(Attempts.tree(outcome)).hasToString("{a=[1, null]}");
    assertThat(SERVER.calls("echo").getLast().headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("idempotency-key", "0123456789012345678901234567890123456789012");
  }

  @Test
  void invokeGivesThePayloadAmongTheMembersOfLambdasAnswer() throws InterruptedException {
    var outcome = Attempts.call(CONNECTORS, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"echo\",\"Payload\":{\"x\":\"y\"}}");

    var result = Attempts.result(outcome);
    assertThat(List.<Object>copyOf(result.keySet())).containsExactly("ExecutedVersion", "Payload",
        "SdkHttpMetadata", "SdkResponseMetadata", "StatusCode");
    assertThat(result.get("ExecutedVersion")).isEqualTo("$LATEST");
    assertThat(result.get("Payload")).isEqualTo(Map.of("x", "y"));
    assertThat(result.get("StatusCode")).isEqualTo(200);
    assertThat(result.get("SdkHttpMetadata")).isInstanceOf(Map.class)
        .extracting("HttpStatusCode").isEqualTo(200);
  }

  @Test
  void aStringPayloadIsSentAsJson() throws InterruptedException {
    var outcome = Attempts.call(CONNECTORS, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"arn:aws:lambda:us-east-1:123456789012:function:echo:1\",\"Payload\":\"s\"}");

    assertThat(SERVER.calls("echo").getLast().body()).isEqualTo("\"s\"");
    assertThat(Attempts.result(outcome).get("Payload")).isEqualTo("s");
  }

  /** Each is asked of the role by the name that is called. */
  @ParameterizedTest
  @CsvSource({"greet, greet", "greet:1, greet", "123456789012:function:greet, greet",
      "123456789012:function:greet:1, greet",
      "arn:aws:lambda:us-east-1:123456789012:function:greet, greet",
      "arn:aws:lambda:us-east-1:123456789012:function:greet:1, greet", "xfunction:greet, ''",
      "other:1:function:greet, ''",
      "arn:aws:lambda:us-east-1:123456789012:function:x:function:greet, ''",
      "function:greet, ''", "arn:greet, ''"})
  void onlyTheNamesOwnPlaceTellsTheFunction(String function, String called) {
    URI url = URI.create("http://127.0.0.1:1/");
    try (HttpFunctions functions = new HttpFunctions(Map.of("greet", url))) {
      assertThat(functions.url(function).isPresent()).isEqualTo(!called.isEmpty());
    }
  }

  @Test
  void anEventIsAnnouncedToTheFunction() throws InterruptedException {
    Attempts.call(CONNECTORS, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"text\",\"InvocationType\":\"Event\",\"Payload\":{}}");

    assertThat(SERVER.calls("text").getLast().headers()).containsEntry("x-amz-invocation-type",
        "Event");
  }

  @Test
  void textThatIsNoJsonStaysText() throws InterruptedException {
    assertThat(Attempts.tree(Attempts.call(CONNECTORS, Attempts.function("text"), "{}")))
        .isEqualTo("plain text");
    assertThat(Attempts.tree(Attempts.call(CONNECTORS, Attempts.function("void"), "{}")))
        .isEqualTo("");
  }

  @Test
  void aFunctionsErrorBearsItsTypeAndItsWholePayload() throws InterruptedException {
    var expected = new StatesError("CustomException",
        "{\"errorMessage\":\"no luck\",\"errorType\":\"CustomException\"}");

    assertThat(Attempts.error(Attempts.call(CONNECTORS, Attempts.function("raise"), "{}")))
        .isEqualTo(expected);
    assertThat(Attempts.error(Attempts.call(CONNECTORS, Attempts.service("lambda:invoke"),
        "{\"FunctionName\":\"raise\"}"))).isEqualTo(expected);
  }

  @Test
  void anErrorWithoutTypeIsUnknown() throws InterruptedException {
    assertThat(Attempts.error(Attempts.call(CONNECTORS, Attempts.function("crash"), "{}")))
        .isEqualTo(new StatesError("Lambda.Unknown",
            "The cause could not be determined because Lambda did not return an error type."
                + " Returned payload: {\"errorMessage\":\"out of memory\"}"));
  }

  @Test
  void httpErrorsBearLambdasNames() throws InterruptedException {
    var busy = Attempts.error(Attempts.call(CONNECTORS, Attempts.function("busy"), "{}"));
    var broken = Attempts.error(Attempts.call(CONNECTORS, Attempts.function("broken"), "{}"));

    assertThat(busy.name()).isEqualTo("Lambda.TooManyRequestsException");
    assertThat(busy.cause()).startsWith(
        "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; ");
    assertThat(broken.name()).isEqualTo("Lambda.ServiceException");
    assertThat(broken.cause()).contains("answered with HTTP status 503");
  }

  @Test
  void aFunctionThatIsNotThereIsAClientError() throws InterruptedException {
    var error = Attempts.error(Attempts.call(CONNECTORS, Attempts.function("gone"), "{}"));

    assertThat(error.name()).isEqualTo("Lambda.SdkClientException");
    assertThat(error.cause())
        .startsWith("Unable to execute HTTP request: nothing answers at http://127.0.0.1:1/");
  }

  @Test
  void aFunctionThatDoesNotAnswerInTimeIsGivenUp() throws InterruptedException {
    Resource slow = Attempts.function("slow");

    var error = Attempts.error(
        CONNECTORS.of(slow).call(Attempts.request(slow, "{}", Duration.ofMillis(300))));

    assertThat(error.name()).isEqualTo("Lambda.ClientExecutionTimeoutException");
  }

  @Test
  void anInterruptCutsTheCallOff() throws InterruptedException {
    Resource slow = Attempts.function("slow");
    var attempt = new FutureTask<>(() -> CONNECTORS.of(slow).call(Attempts.request(slow, "{}")));
    Thread thread = Thread.ofVirtual().start(attempt);
    assertThat(CALLED.await(10, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();

    assertThatThrownBy(() -> attempt.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
  }
}
