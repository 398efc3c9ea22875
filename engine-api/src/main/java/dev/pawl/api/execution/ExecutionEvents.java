package dev.pawl.api.execution;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.StoredPayloads;
import dev.pawl.api.statemachine.StateMachineLookup;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Histories.Order;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of executions, for those who follow them. */
public final class ExecutionEvents {
  private final Database database;
  private final ExecutionLookup lookup;

  public ExecutionEvents(Database database, ApiSettings settings,
      StateMachineLookup stateMachines) {
    this.database = database;
    this.lookup = new ExecutionLookup(database, settings, stateMachines, new SecureRandom());
  }

  /**
   * The key of an execution.
   *
   * @throws ApiException {@code InvalidArn} or {@code ExecutionDoesNotExist}
   */
  public ExecutionKey key(String arn) {
    return lookup.require(arn).row().key();
  }

  /**
   * Events as GetExecutionHistory answers them.
   *
   * @param event the id of the one before the first
   * @param most so many at most; fewer where they are large
   */
  public List<Map<String, @Nullable Object>> after(ExecutionKey key, int event, int most) {
    HistoryPage page = new HistoryPage(Order.ASCENDING, most, true);
    page.read(database.histories(), new StoredPayloads(database.payloads()), key, event + 1);
    return page.events();
  }
}
