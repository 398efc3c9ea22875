package dev.pawl.worker.log;

import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.StatementFailedException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.execution.LogEvents;
import dev.pawl.db.execution.LoggedEvent;
import java.util.List;

/** Writes records to the log group in the database, a batch in one statement. */
public final class LogGroup implements LogDestination {
  private final LogEvents rows;

  public LogGroup(LogEvents rows) {
    this.rows = rows;
  }

  @Override
  public String name() {
    return "log group";
  }

  @Override
  public void write(List<LogEntry> entries) {
    try {
      rows.write(entries.stream()
          .map(entry -> new LogEvents.Entry(
              new LoggedEvent(entry.executionArn(), entry.at(), entry.eventId(),
                  entry.type().name(), entry.record()),
              entry.stateMachine(), entry.revision()))
          .toList());
    } catch (DatabaseUnavailableException | UnknownCommitOutcomeException e) {
      throw new RetryLaterException(e);
    } catch (StatementFailedException e) {
      throw e.isPassing() ? new RetryLaterException(e) : e;
    }
  }

  @Override
  public void close() {
    // The database belongs to the node.
  }
}
