package dev.pawl.worker.express;

import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.LogRecord;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.core.json.Json;
import dev.pawl.worker.definition.Logging;
import dev.pawl.worker.definition.Machine;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each event that the machine wants logged as one line of JSON to the logger {@code pawl.executions}. */
public final class StructuredLog implements ExpressLog {
  private static final Logger LOG = LoggerFactory.getLogger("pawl.executions");

  @Override
  public void write(Execution execution, Machine machine, List<HistoryEvent> events) {
    Logging logging = machine.logging();
    for (HistoryEvent event : events) {
      if (logging.level().logs(event.type())) {
        LOG.info("{}", Json.write(
            LogRecord.of(event, execution.arn(), 0, logging.includeExecutionData())));
      }
    }
  }
}
