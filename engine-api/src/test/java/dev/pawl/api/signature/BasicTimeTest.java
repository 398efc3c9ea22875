package dev.pawl.api.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicTimeTest {
  @Test
  void readsTimes() {
    assertThat(BasicTime.parse("20240229T235959Z"))
        .contains(Instant.parse("2024-02-29T23:59:59Z"));
    assertThat(BasicTime.parse("00010101T000000Z"))
        .contains(Instant.parse("0001-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026", "20260102 030405Z", "20260102T030405", "20260102T030405z",
      "20260102T0304055Z", "20260230T000000Z", "20251301T000000Z", "20260102T240000Z",
      "20260102T006000Z", "20260102T000060Z", "+2260102T030405Z", "20260102T-30405Z",
      "٢٠٢٦٠١٠٢T030405Z"})
  void refusesWhatIsNoTime(String text) {
    assertThat(BasicTime.parse(text)).isEmpty();
  }
}
