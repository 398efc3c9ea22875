package dev.pawl.api.protocol;

import dev.pawl.api.Health;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /health}: 200 where the node can go on, 503 with the reasons where it ought to be restarted. Both tell
 * whether the database answers, and of executions that are parked; a restart does not help those. Who does not say who
 * they are gets the status alone, unless the server lets everybody in.
 */
@RestController
public final class HealthController {
  private final Health health;
  private final DatabaseReport database;
  private final ParkedReport parked;
  private final ServerReads reads;

  public HealthController(Health health, DatabaseReport database, ParkedReport parked,
      ServerReads reads) {
    this.reads = reads;
    this.health = health;
    this.database = database;
    this.parked = parked;
  }

  @GetMapping("/health")
  ResponseEntity<Map<String, Object>> health(HttpServletRequest request) {
    return report(reads.allows(request, "pawl:GetHealth"));
  }

  /** @param whole whether more than the status is told */
  ResponseEntity<Map<String, Object>> report(boolean whole) {
    List<String> troubles = health.troubles();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", troubles.isEmpty() ? "ok" : "failing");
    if (!whole) {
      return ResponseEntity.status(troubles.isEmpty() ? 200 : 503).body(answer);
    }
    if (!troubles.isEmpty()) {
      answer.put("troubles", troubles);
    }
    answer.put("database", database.text());
    answer.put("parked", parked.members());
    return ResponseEntity.status(troubles.isEmpty() ? 200 : 503).body(answer);
  }
}
