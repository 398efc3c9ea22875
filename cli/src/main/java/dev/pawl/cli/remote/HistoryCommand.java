package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.Output;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Shows an execution's history. */
@Command(name = "history", mixinStandardHelpOptions = true, description = "Shows all events of an execution.")
public final class HistoryCommand implements Callable<Integer> {
  @Mixin
  private ExecutionArgument execution = new ExecutionArgument();

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    List<HistoryEvent> events = service
        .ask(client -> Events.of(client, execution.arn(client)));
    if (output.isJson()) {
      output.json(Map.of("events", Documents.of(events)));
    } else {
      Events.table(events, output);
    }
    return ExitCodes.OK;
  }
}
