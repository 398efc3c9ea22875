package dev.pawl.api.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HealthControllerTest {
  @Test
  void aNodeWithTroublesAnswersThatItOughtToBeRestarted() {
    var answer = new HealthController(() -> List.of("the thread reader has ended")).health();

    assertThat(answer.getStatusCode().value()).isEqualTo(503);
    assertThat(answer.getBody()).isEqualTo(
        Map.of("status", "failing", "troubles", List.of("the thread reader has ended")));
  }

  @Test
  void aNodeWithoutTroublesIsWell() {
    var answer = new HealthController(List::of).health();

    assertThat(answer.getStatusCode().value()).isEqualTo(200);
    assertThat(answer.getBody()).isEqualTo(Map.of("status", "ok"));
  }
}
