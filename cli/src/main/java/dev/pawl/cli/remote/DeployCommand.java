package dev.pawl.cli.remote;

import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.FileText;
import dev.pawl.cli.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.CreateStateMachineRequest;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.UpdateStateMachineRequest;

/** Creates a state machine, or gives it a new definition. */
@Command(name = "deploy", mixinStandardHelpOptions = true, description = "Creates a state machine of a definition, or gives the one with this name the definition.")
public final class DeployCommand implements Callable<Integer> {
  /** Which machines there are; the API knows no others. */
  enum Type {
    STANDARD,
    EXPRESS
  }

  @Parameters(index = "0", paramLabel = "NAME", description = "The state machine's name.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The definition; - reads the standard input.")
  private String file = "";

  @Option(names = "--type", paramLabel = "TYPE", defaultValue = "STANDARD", description = "${COMPLETION-CANDIDATES}; of a new one. Default: ${DEFAULT-VALUE}.")
  private Type type = Type.STANDARD;

  @Option(names = "--role", paramLabel = "ARN", description = "The role of its tasks. Default for a new one: arn:aws:iam::000000000000:role/pawl.")
  private @Nullable String role;

  @Mixin
  private Service service = new Service();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    String definition = FileText.read(file);
    Map<String, @Nullable Object> done = service.ask(client -> deploy(client, definition));
    if (output.isJson()) {
      output.json(done);
    } else {
      output.line((done.containsKey("creationDate") ? "created " : "updated ")
          + done.get("stateMachineArn"));
    }
    return ExitCodes.OK;
  }

  private Map<String, @Nullable Object> deploy(SfnClient client, String definition) {
    Optional<String> known = client.listStateMachinesPaginator().stateMachines().stream()
        .filter(machine -> machine.name().equals(name))
        .map(StateMachineListItem::stateMachineArn)
        .findFirst();
    if (known.isEmpty()) {
      return Documents.of(client.createStateMachine(
          CreateStateMachineRequest.builder()
              .name(name)
              .definition(definition)
              .type(StateMachineType.fromValue(type.name()))
              .roleArn(role == null ? "arn:aws:iam::000000000000:role/pawl" : role)
              .build()));
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("stateMachineArn", known.get());
    answer.putAll(Documents.of(client.updateStateMachine(
        UpdateStateMachineRequest.builder()
            .stateMachineArn(known.get())
            .definition(definition)
            .roleArn(role)
            .build())));
    return answer;
  }
}
