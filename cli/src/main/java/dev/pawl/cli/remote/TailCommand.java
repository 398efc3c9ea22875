package dev.pawl.cli.remote;

import dev.pawl.cli.Output;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/** Follows an execution. */
@Command(name = "tail", mixinStandardHelpOptions = true, description = "Shows the events of an execution as they come, until it has ended. With --output json each is a line.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:it has succeeded", "1:it has failed, timed out or was stopped"})
public final class TailCommand implements Callable<Integer> {
  /** A year: no execution lasts longer. */
  private static final Duration LONGEST = Duration.ofDays(366);

  @Mixin
  private ExecutionArgument execution = new ExecutionArgument();

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    return service.ask(this::follow);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private int follow(SfnClient client) {
    String arn = execution.arn(client);
    long[] seen = {0};
    while (true) {
      List<HistoryEvent> events = (List<HistoryEvent>) Waiting
          .until((Class<List>) (Class) List.class, () -> Events.after(client, arn, seen[0]),
              found -> !found.isEmpty(), LONGEST)
          .orElse(List.of());
      for (HistoryEvent event : events) {
        if (output.isJson()) {
          output.json(Documents.of(event));
        } else {
          output.line(Events.line(event));
        }
        seen[0] = event.id();
      }
      if (events.isEmpty() || Events.isLast(events.getLast())) {
        return ExecutionReport.exitCode(ExecutionReport.of(client, arn).status());
      }
    }
  }
}
