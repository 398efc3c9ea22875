package dev.pawl.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PageTokensTest {
  private Instant now = Instant.parse("2026-01-01T00:00:30Z");
  private final PageTokens tokens = new PageTokens(new byte[32], "111111111111", () -> now);

  @Test
  void aTokenTellsWhereItsPageBegins() {
    String token = tokens.issue("ListExecutions", "m", "2026-01-01T00:00:00Z e 1");

    assertThat(tokens.read("ListExecutions", "m", token)).isEqualTo("2026-01-01T00:00:00Z e 1");
    assertThat(tokens.read("ListExecutions", "m", tokens.issue("ListExecutions", "m", "")))
        .isEmpty();
  }

  @Test
  void aTokenIsGoodForADay() {
    String token = tokens.issue("ListExecutions", "m", "7");

    now = now.plus(Duration.ofHours(24));
    assertThat(tokens.read("ListExecutions", "m", token)).isEqualTo("7");

    now = now.plus(Duration.ofMinutes(1));
    assertThatThrownBy(() -> tokens.read("ListExecutions", "m", token))
        .isInstanceOfSatisfying(ApiException.class,
            e -> assertThat(e.error()).isEqualTo(ApiError.INVALID_TOKEN))
        .hasMessageContaining("expired");
  }
}
