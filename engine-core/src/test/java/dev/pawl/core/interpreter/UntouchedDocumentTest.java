package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Payload;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What no path, template or expression touches is neither parsed nor copied on its way through states. The
 * document is no JSON at all, so that the first attempt to parse it would show.
 */
class UntouchedDocumentTest {
  private static final int PASSES = 10;

  private final Payload document = Payload.ofText("no JSON ".repeat(32_000));

  @Test
  void onePayloadGoesThroughTenPassStatesUnread() {
    for (String queryLanguage : List.of("JSONPath", "JSONata")) {
      Decision decision = run(queryLanguage);

      List<Payload> carried = decision.history().stream().map(HistoryEvent::details)
          .map(UntouchedDocumentTest::payload).toList();

      assertThat(carried).hasSize(2 + 2 * PASSES)
          .allSatisfy(payload -> assertThat(payload).isSameAs(document));
      assertThat(((Decision.Next.Closed) decision.next()).output()).isSameAs(document);
    }
  }

  @Test
  void aHistoryThatCarriesOnePayloadTwentyTimesIsPackedWithItOnce() {
    var packed = Codec.pack(run("JSONPath").history());

    assertThat(packed.payloads()).hasSize(1);
    assertThat(packed.payloads().values()).first().isSameAs(document);
    assertThat(packed.bytes()).hasSizeLessThan(2_000);
  }

  @Test
  void theDocumentWouldNotStandParsing() {
    assertThatThrownBy(document::tree).isInstanceOf(InvalidJsonException.class);
  }

  private Decision run(String queryLanguage) {
    String states = IntStream.range(0, PASSES)
        .mapToObj(
            i -> "'P%d': {'Type': 'Pass', %s}".formatted(i,
                i + 1 == PASSES ? "'End': true" : "'Next': 'P" + (i + 1) + "'"))
        .collect(Collectors.joining(", "));
    var machine = TestRun.parse("{'QueryLanguage': '%s', 'StartAt': 'P0', 'States': {%s}}"
        .formatted(queryLanguage, states));
    var execution = new Execution(
        UUID.fromString("0190d7e8-0000-7000-8000-000000000001"), 7, "arn:e", "e", "arn:r", "arn:m",
        "m", "us-east-1", document, TestRun.START, ExecutionKind.STANDARD);
    return Interpreter.start(machine, execution, around());
  }

  private static Surroundings around() {
    return new Surroundings(TestRun.START, new Random(1), (_, _) -> "token", _ -> Map.of(),
        _ -> false,
        Limits.DEFAULT);
  }

  private static Payload payload(EventDetails details) {
    return switch (details) {
      case EventDetails.ExecutionStarted started -> started.input();
      case EventDetails.StateEntered entered -> entered.input();
      case EventDetails.StateExited exited -> exited.output();
      case EventDetails.Output output -> output.output();
      default -> throw new AssertionError(details);
    };
  }
}
