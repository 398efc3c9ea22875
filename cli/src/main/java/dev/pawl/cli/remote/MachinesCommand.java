package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.Output;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists state machines. */
@Command(name = "machines", mixinStandardHelpOptions = true, description = "Lists state machines.")
public final class MachinesCommand implements Callable<Integer> {
  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    List<Map<String, @Nullable Object>> machines = service.ask(client -> Documents
        .of(client.listStateMachinesPaginator().stateMachines().stream().toList()));
    if (output.isJson()) {
      output.json(Map.of("stateMachines", machines));
    } else {
      output.table(List.of("name", "type", "created", "arn"), machines.stream()
          .map(machine -> List.of(Output.text(machine, "name"), Output.text(machine, "type"),
              Output.text(machine, "creationDate"), Output.text(machine, "stateMachineArn")))
          .toList());
    }
    return ExitCodes.OK;
  }
}
