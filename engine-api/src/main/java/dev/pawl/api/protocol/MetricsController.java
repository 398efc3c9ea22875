package dev.pawl.api.protocol;

import dev.pawl.api.Metrics;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /metrics}: what this node has counted and measured, for Prometheus; see docs/metrics.md. */
@RestController
public final class MetricsController {
  private static final String TEXT_FORM = "text/plain; version=0.0.4; charset=utf-8";

  private final Metrics metrics;

  public MetricsController(Metrics metrics) {
    this.metrics = metrics;
  }

  @GetMapping("/metrics")
  ResponseEntity<String> metrics() {
    return ResponseEntity.ok().header("Content-Type", TEXT_FORM).body(metrics.text());
  }
}
