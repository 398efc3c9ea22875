package dev.pawl.api.maprun;

import dev.pawl.api.WorkerSignal;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.db.Database;
import dev.pawl.db.execution.ExecutionKey;
import java.util.List;
import java.util.function.Function;

/** The operations of this package. */
public final class MapRunOperations {
  private MapRunOperations() {}

  /** @param executions finds an execution by its ARN, or answers that there is none */
  public static List<Operation> of(Database database, MapRunLookup lookup, PageTokens tokens,
      Function<String, ExecutionKey> executions, WorkerSignal worker) {
    return List.of(
        new DescribeMapRun(lookup),
        new ListMapRuns(database, lookup, tokens, executions),
        new UpdateMapRun(database, lookup, worker));
  }
}
