package dev.pawl.api.protocol;

import dev.pawl.api.Metrics;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /metrics}: what this node has counted and measured, for Prometheus; see docs/metrics.md. Who asks needs the
 * right {@code pawl:GetMetrics}, unless the server lets everybody in.
 */
@RestController
public final class MetricsController {
  private static final String TEXT_FORM = "text/plain; version=0.0.4; charset=utf-8";

  private final Metrics metrics;
  private final ServerReads reads;

  public MetricsController(Metrics metrics, ServerReads reads) {
    this.reads = reads;
    this.metrics = metrics;
  }

  @GetMapping("/metrics")
  ResponseEntity<String> metrics(HttpServletRequest request) {
    if (!reads.allows(request, "pawl:GetMetrics")) {
      return ResponseEntity.status(HttpServletResponse.SC_UNAUTHORIZED)
          .header("WWW-Authenticate", "Bearer").body("");
    }
    return ResponseEntity.ok().header("Content-Type", TEXT_FORM).body(metrics.text());
  }
}
