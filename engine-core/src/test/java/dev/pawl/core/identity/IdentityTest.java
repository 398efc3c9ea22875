package dev.pawl.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityTest {
  private static final UUID MACHINE = UUID.fromString("01934f2a-0000-7000-8000-000000000001");
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef"
      .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @Test
  void anIdIsAVersion7UuidThatCarriesItsTimeAndDay() {
    Instant now = Instant.parse("2026-11-22T23:59:59.999Z");

    UUID id = ExecutionIds.next(now, new Random(1));

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(ExecutionIds.timestamp(id)).isEqualTo(now);
    assertThat(ExecutionIds.day(id)).isEqualTo((int) LocalDate.parse("2026-11-22").toEpochDay());
  }

  @Test
  void aChildOfAMapRunHasOneIdOnItsParentsDay() {
    UUID mapRun = ExecutionIds.next(Instant.parse("2026-11-22T10:00:00Z"), new Random(1));

    UUID child = ExecutionIds.ofChild(mapRun, 7);

    assertThat(child).isEqualTo(ExecutionIds.ofChild(mapRun, 7))
        .isNotEqualTo(ExecutionIds.ofChild(mapRun, 8));
    assertThat(ExecutionIds.timestamp(child)).isEqualTo(ExecutionIds.timestamp(mapRun));
    assertThat(child.version()).isEqualTo(7);
  }

  @Test
  void theShardOfANameNeverChanges() {
    assertThat(Shards.of(MACHINE, "order-1")).isEqualTo(5);
    assertThat(Shards.of(MACHINE, "größe")).isEqualTo(58);
  }

  @Test
  void namesSpreadOverAllShards() {
    long used = java.util.stream.IntStream.range(0, 10_000)
        .map(i -> Shards.of(MACHINE, "n" + i))
        .distinct()
        .count();

    assertThat(used).isEqualTo(Shards.COUNT);
  }

  @Test
  void anIdempotencyTokenBelongsToOneAttempt() {
    assertThat(IdempotencyTokens.of(MACHINE, 1, 2))
        .hasSize(43)
        .isEqualTo(IdempotencyTokens.of(MACHINE, 1, 2))
        .isNotEqualTo(IdempotencyTokens.of(MACHINE, 1, 3))
        .isNotEqualTo(IdempotencyTokens.of(MACHINE, 2, 2));
  }

  @Test
  void aTokenReadsBackOnlyForItsAccountAndKey() {
    TaskTokens tokens = new TaskTokens(KEY, "000000000000");
    byte[] otherKey = KEY.clone();
    otherKey[0]++;

    String token = tokens.issue(255, MACHINE, 3, 4);

    assertThat(token).hasSize(55).matches("[A-Za-z0-9_-]+");
    assertThat(tokens.read(token)).contains(new TaskToken(255, MACHINE, 3, 4));
    assertThat(new TaskTokens(KEY, "000000000001").read(token)).isEmpty();
    assertThat(new TaskTokens(otherKey, "000000000000").read(token)).isEmpty();
  }

  @Test
  void aTokenWithAnyCharacterChangedDoesNotRead() {
    TaskTokens tokens = new TaskTokens(KEY, "000000000000");
    String token = tokens.issue(1, MACHINE, 3, 4);

    for (int i = 0; i < token.length(); i++) {
      for (char other : "AQgw_-B".toCharArray()) {
        if (other != token.charAt(i)) {
          String changed = token.substring(0, i) + other + token.substring(i + 1);
          assertThat(tokens.read(changed)).as(changed).isEmpty();
        }
      }
    }
    assertThat(tokens.read("")).isEmpty();
    assertThat(tokens.read("!".repeat(55))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "arn:aws:states:us-east-1:000000000000:stateMachine:Orders",
      "arn:aws:states:us-east-1:000000000000:stateMachine:Orders/Label",
      "arn:aws:states:us-east-1:000000000000:stateMachine:Orders:12",
      "arn:aws:states:us-east-1:000000000000:stateMachine:Orders:PROD",
      "arn:aws:states:us-east-1:000000000000:execution:Orders:run-1",
      "arn:aws:states:us-east-1:000000000000:execution:Orders/Label:run-1",
      "arn:aws:states:eu-west-1:123456789012:express:Orders:run-1:0b7e",
      "arn:aws:states:us-east-1:000000000000:activity:Größe",
      "arn:aws:states:us-east-1:000000000000:mapRun:Orders/Label:0b7e"})
  void anArnReadsAndWritesBack(String text) {
    assertThat(Arn.parse(text).map(Arn::text)).contains(text);
  }

  @Test
  void digitsNameAVersionAndOtherWordsAnAlias() {
    Arn.StateMachine machine = new Arn.StateMachine("us-east-1", "000000000000", "Orders");

    assertThat(Arn.parse(machine.text() + ":7")).contains(new Arn.Version(machine, 7));
    assertThat(Arn.parse(machine.text() + ":v7")).contains(new Arn.Alias(machine, "v7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "arn", "arn:aws:lambda:us-east-1:000000000000:function:x",
      "arn:aws:states:us-east-1:123:stateMachine:x",
      "arn:aws:states:us-east-1:000000000000:stateMachine:",
      "arn:aws:states:us-east-1:000000000000:stateMachine:a b",
      "arn:aws:states:us-east-1:000000000000:stateMachine:a:b:c",
      "arn:aws:states:us-east-1:000000000000:stateMachine:a:0",
      "arn:aws:states::000000000000:activity:a",
      "arn:aws:states:us-east-1:000000000000:execution:a",
      "arn:aws:states:us-east-1:000000000000:planet:a",
      "arn:aws:states:us-east-1:000000000000:mapRun:a:b",
      "arn:aws:states:us-east-1:000000000000:activity:a\nb"})
  void whatIsNoArnDoesNotRead(String text) {
    assertThat(Arn.parse(text)).isEmpty();
  }
}
