package dev.pawl.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.interpreter.Frame;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored is what was given, and bytes that nobody stored are refused. */
class CodecTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");

  @Test
  void anEmptySegmentIsEmpty() {
    assertThat(Codec.unpackEvents(Codec.pack(List.<HistoryEvent>of()).bytes(), Map.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5_000})
  void aSegmentOfAnyLengthComesBack(int length) {
    var events = new ArrayList<HistoryEvent>();
    for (int i = 1; i <= length; i++) {
      events.add(output(i, "{\"n\":" + i + "}"));
    }

    assertThat(Codec.unpackEvents(Codec.pack(events).bytes(), Map.of())).isEqualTo(events);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 8_192, 8_193, 262_144})
  void aPayloadOfAnyLengthComesBack(int length) {
    for (String letter : List.of("x", "é", "𝄞")) {
      Payload payload = Payload.ofText("\"" + letter.repeat(length) + "\"");

      assertThat(Codec.unpackPayload(Codec.pack(payload))).isEqualTo(payload);
    }
  }

  @Test
  void longPayloadsAreKeptApartAndEqualOnesOnce() {
    String a = "\"" + "a".repeat(Codec.INLINE_BYTES - 1) + "\"";
    String b = "\"" + "b".repeat(Codec.INLINE_BYTES) + "\"";
    String inline = "\"" + "c".repeat(Codec.INLINE_BYTES - 2) + "\"";
    var events = List.of(output(1, a), output(2, b), output(3, a), output(4, inline));

    Packed packed = Codec.pack(events);

    assertThat(packed.payloads().values()).extracting(Payload::text).containsExactly(a, b);
    assertThat(Codec.references(packed.bytes()))
        .containsExactly(PayloadHash.of(a), PayloadHash.of(b));
    assertThat(Codec.unpackEvents(packed.bytes(), packed.payloads())).isEqualTo(events);
  }

  @Test
  void aMissingPayloadIsNamed() {
    String text = "\"" + "a".repeat(9_000) + "\"";
    byte[] packed = Codec.pack(List.of(output(1, text))).bytes();

    assertThatThrownBy(() -> Codec.unpackEvents(packed, Map.of()))
        .isInstanceOf(UnreadableBytesException.class)
        .hasStackTraceContaining("payload " + PayloadHash.of(text) + " is missing");
  }

  @Test
  void aCallComesBack() {
    for (Resource resource : List.of(new Resource.Function("f"), new Resource.Activity("a"),
        new Resource.Service("arn", "sqs", "sendMessage", Resource.Pattern.SYNC_2))) {
      for (String role : Arrays.asList(null, "role")) {
        var call = new StoredCall(resource, Payload.ofText("{\"a\":1}"), role, 99_999_999);

        assertThat(Codec.unpackCall(Codec.pack(call).bytes(), Map.of())).isEqualTo(call);
      }
    }
  }

  @Test
  void anAnswerComesBack() {
    assertThat(StoredAnswer.read(true, StoredAnswer.success(Payload.ofText("{\"é\":1}"))))
        .isEqualTo(Outcome.ok(Payload.ofText("{\"é\":1}")));
    assertThat(StoredAnswer.read(false, StoredAnswer.failure(null, "why")))
        .isEqualTo(Outcome.failed(new StatesError(null, "why")));
  }

  @Test
  void anUnknownLayoutOrCodecIsRefused() {
    byte[] packed = Codec.pack(List.of(output(1, "1"))).bytes();
    byte[] newer = packed.clone();
    newer[0] = 3;
    byte[] other = packed.clone();
    other[3] = 9;

    assertThatThrownBy(() -> Codec.unpackEvents(newer, Map.of()))
        .isInstanceOf(UnreadableBytesException.class).hasMessageContaining("layout version 3");
    assertThatThrownBy(() -> Codec.unpackEvents(other, Map.of()))
        .isInstanceOf(UnreadableBytesException.class).hasStackTraceContaining("codec 9");
  }

  /** Their codes are stored: a type that is added comes last. */
  @Test
  void typesOfEventsKeepTheirCodes() {
    String inOrder = """
        ExecutionStarted ExecutionSucceeded ExecutionFailed ExecutionAborted ExecutionTimedOut
        ExecutionRedriven PassStateEntered PassStateExited TaskStateEntered TaskStateExited
        TaskStateAborted ChoiceStateEntered ChoiceStateExited WaitStateEntered WaitStateExited
        WaitStateAborted SucceedStateEntered SucceedStateExited FailStateEntered
        ParallelStateEntered ParallelStateStarted ParallelStateSucceeded ParallelStateFailed
        ParallelStateAborted ParallelStateExited MapStateEntered MapStateStarted MapStateSucceeded
        MapStateFailed MapStateAborted MapStateExited MapIterationStarted MapIterationSucceeded
        MapIterationFailed MapIterationAborted MapRunStarted MapRunSucceeded MapRunFailed
        MapRunAborted MapRunRedriven EvaluationFailed LambdaFunctionScheduled
        LambdaFunctionScheduleFailed LambdaFunctionStarted LambdaFunctionStartFailed
        LambdaFunctionSucceeded LambdaFunctionFailed LambdaFunctionTimedOut ActivityScheduled
        ActivityScheduleFailed ActivityStarted ActivitySucceeded ActivityFailed ActivityTimedOut
        TaskScheduled TaskStarted TaskStartFailed TaskSubmitted TaskSubmitFailed TaskSucceeded
        TaskFailed TaskTimedOut
        """;

    assertThat(Arrays.stream(HistoryEventType.values()).map(Enum::name))
        .startsWith(inOrder.strip().split("\\s+"));
    assertThat(HistoryEventType.ofCode(HistoryEventType.TaskTimedOut.code()))
        .isEqualTo(HistoryEventType.TaskTimedOut);
    assertThatThrownBy(() -> HistoryEventType.ofCode(1_000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Written by the first layout, which named every field. */
  @Test
  void whatAnEarlierLayoutWroteIsStillRead() {
    byte[] state = Base64.getDecoder().decode(
        "AQAAAQAAAQLwAjopCgH6iG5leHRFdmVudMaGCwBBU2VxwhQA8AtGcmFtZcSIdGltZW91dEF0JQFSAB5jN7SFZhkA83lz+PqBaWTChXBhcmVudMCEaW5kZXjAhHN0YXRlQVMxh3ByZXZpb3VzxIh2YXJpYWJsZXP6+4dwb3NpdGlvbvqBaXNGd2FpdGluZ4R2aXNpdPqEaW5wdXRceyJhdCI6IjIwMzAtMDEtMDFUMDA6MDA6MDBaIn2IZW50ZXJlZEF0JQFOKihQV7SLEgABwQAkxIx2AAEPAPAUwIZyZXRyaWVz+PmCc2VxwPuEdW50aWwlAVw2WFsggPv7+fs=");
    byte[] events = Base64.getDecoder().decode(
        "AQAAAAAAAOI6KQoB+MLAJQFOKihQV7RPRXhlY3V0aW9uU3RhcnRlZPqEaW5wdXRceyJhdCI6IjIwMzAtMDEtMDFUMDA6MDA6MDBaIn2Gcm9sZUFybl9hcm46YXdzOmlhbTo6MTExMTExMTExMTExOnJvbGUvcpNzdGF0ZU1hY2hpbmVBbGlhc0FybiGVc3RhdGVNYWNoaW5lVmVyc2lvbkFybiH7xMAlAU4qKFBXtE9XYWl0U3RhdGVFbnRlcmVk+oNuYW1lQVMxQFx7ImF0IjoiMjAzMC0wMS0wMVQwMDowMDowMFoiffv5");

    ExecutionState read = Codec.unpackState(state, Map.of());
    assertThat(read.frames()).singleElement()
        .extracting(Frame::position).asInstanceOf(type(Frame.Position.Waiting.class))
        .satisfies(waiting -> {
          assertThat(waiting.until()).isEqualTo("2030-01-01T00:00:00Z");
          assertThat(waiting.visit().input().text()).isEqualTo("{\"at\":\"2030-01-01T00:00:00Z\"}");
        });
    assertThat(Codec.unpackState(Codec.pack(read).bytes(), Map.of())).isEqualTo(read);
    assertThat(Codec.unpackEvents(events, Map.of())).extracting(HistoryEvent::type)
        .containsExactly(HistoryEventType.ExecutionStarted, HistoryEventType.WaitStateEntered);
  }

  @Test
  void bytesThatAreCutShortAreRefused() {
    var events = new ArrayList<HistoryEvent>();
    for (int i = 1; i <= 40; i++) {
      events.add(output(i, "{\"n\":" + i + "}"));
    }
    byte[] packed = Codec.pack(events).bytes();
    byte[] payload = Codec.pack(Payload.ofText("\"" + "ab".repeat(900) + "\""));

    for (int length = 0; length < packed.length; length++) {
      byte[] cut = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> Codec.unpackEvents(cut, Map.of()))
          .isInstanceOf(UnreadableBytesException.class);
    }
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThatThrownBy(() -> Codec.unpackPayload(cut))
          .isInstanceOf(UnreadableBytesException.class);
    }
  }

  @Test
  void changedBytesNeverFailInAnotherWay() {
    byte[] small = Codec.pack(List.of(output(1, "[1]"), output(2, "[2]"))).bytes();
    var many = new ArrayList<HistoryEvent>();
    for (int i = 1; i <= 40; i++) {
      many.add(output(i, "{\"n\":" + i + "}"));
    }
    byte[] large = Codec.pack(many).bytes();
    var random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] changed = (i % 2 == 0 ? small : large).clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      try {
        Codec.unpackEvents(changed, Map.of());
      } catch (UnreadableBytesException expected) {
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(500);
  }

  private static HistoryEvent output(long id, String json) {
    return new HistoryEvent(id, id - 1, NOW, HistoryEventType.ActivitySucceeded,
        new EventDetails.Output(Payload.ofText(json)));
  }
}
