package dev.pawl.worker.log;

import dev.pawl.core.history.LogLevel;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends records to an OpenTelemetry collector by OTLP over HTTP. The exporter sends a batch again where the collector
 * is overloaded, and says in the log where one could not be sent.
 */
public final class OpenTelemetryLog implements LogDestination {
  private static final AttributeKey<String> EXECUTION = AttributeKey
      .stringKey("pawl.execution.arn");
  private static final AttributeKey<String> MACHINE = AttributeKey
      .stringKey("pawl.state_machine.arn");
  private static final AttributeKey<Long> EVENT = AttributeKey.longKey("pawl.event.id");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("pawl.event.type");

  private static final Duration LONGEST_SENDING = Duration.ofSeconds(10);

  /** So many records are sent at once; inputs and outputs may be long, and collectors take 4 to 20 MB. */
  private static final int BATCH = 200;

  private final SdkLoggerProvider provider;
  private final Logger logger;

  /**
   * Reaches the collector with the first record.
   *
   * @param endpoint the whole URL, e.g. {@code http://localhost:4318/v1/logs}
   */
  public OpenTelemetryLog(URI endpoint) {
    var exporter = OtlpHttpLogRecordExporter.builder()
        .setEndpoint(endpoint.toString())
        .setTimeout(LONGEST_SENDING)
        .setCompression("gzip")
        .build();
    provider = SdkLoggerProvider.builder()
        .setResource(Resource.getDefault().toBuilder().put("service.name", "pawl").build())
        .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter)
            .setMaxExportBatchSize(BATCH)
            .setMaxQueueSize(2 * BATCH)
            .setExporterTimeout(LONGEST_SENDING)
            .build())
        .build();
    logger = provider.get("dev.pawl.executions");
  }

  @Override
  public String name() {
    return "OpenTelemetry";
  }

  @Override
  public void write(List<LogEntry> entries) {
    for (int first = 0; first < entries.size(); first += BATCH) {
      entries.subList(first, Math.min(entries.size(), first + BATCH)).forEach(this::emit);
      // Its queue would drop what does not fit in, without a word.
      provider.forceFlush().join(LONGEST_SENDING.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void emit(LogEntry entry) {
    boolean isError = LogLevel.ERROR.logs(entry.type());
    logger.logRecordBuilder()
        .setTimestamp(entry.at())
        .setSeverity(isError ? Severity.ERROR : Severity.INFO)
        .setSeverityText(isError ? "ERROR" : "INFO")
        .setBody(entry.record())
        .setAttribute(EXECUTION, entry.executionArn())
        .setAttribute(MACHINE, entry.stateMachineArn())
        .setAttribute(EVENT, entry.eventId())
        .setAttribute(TYPE, entry.type().name())
        .emit();
  }

  @Override
  public void close() {
    provider.shutdown().join(LONGEST_SENDING.toMillis(), TimeUnit.MILLISECONDS);
  }
}
