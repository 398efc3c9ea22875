package dev.pawl.api.protocol;

import dev.pawl.api.Health;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /health}: 200 where the node can go on, 503 with the reasons where it ought to be restarted. */
@RestController
public final class HealthController {
  private final Health health;

  public HealthController(Health health) {
    this.health = health;
  }

  @GetMapping("/health")
  ResponseEntity<Map<String, Object>> health() {
    List<String> troubles = health.troubles();
    return troubles.isEmpty()
        ? ResponseEntity.ok(Map.of("status", "ok"))
        : ResponseEntity.status(503).body(Map.of("status", "failing", "troubles", troubles));
  }
}
