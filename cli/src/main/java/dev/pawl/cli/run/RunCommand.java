package dev.pawl.cli.run;

import dev.pawl.cli.CliException;
import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.FileText;
import dev.pawl.cli.Output;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.history.HistoryEventTree;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.local.InvalidSettingsException;
import dev.pawl.local.LocalClock;
import dev.pawl.local.LocalMachine;
import dev.pawl.local.LocalResult;
import dev.pawl.local.LocalRun;
import dev.pawl.local.NotLocalException;
import dev.pawl.local.Outside;
import dev.pawl.local.RunListener;
import dev.pawl.local.mock.InvalidMocksException;
import dev.pawl.local.mock.MockFile;
import dev.pawl.local.mock.MockPlan;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a definition in memory. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Runs a definition on this machine to its end, without a service: states are shown as they pass, then the output. Tasks without a mock call functions and services as a node would.", exitCodeListHeading = "Exit codes:%n", exitCodeList = {
    "0:it has succeeded", "1:it has failed, timed out or was stopped, or a state needs a mock",
    "2:the definition, the input or the mocks are wrong", "5:--timeout is over",
    "6:a file cannot be read"})
public final class RunCommand implements Callable<Integer> {
  private static final int USAGE = 2;
  private static final int LONGEST_NAME = 80;

  @Parameters(paramLabel = "FILE", description = "The definition; - reads the standard input.")
  private String file = "";

  @Option(names = "--input", paramLabel = "JSON", defaultValue = "{}", description = "The input; file://FILE reads it from a file, file://- from the standard input. Default: ${DEFAULT-VALUE}.")
  private String input = "{}";

  @Option(names = "--type", paramLabel = "TYPE", defaultValue = "STANDARD", description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private MachineType type = MachineType.STANDARD;

  @Option(names = "--name", paramLabel = "NAME", description = "The execution's name. Default: made up.")
  private @Nullable String name;

  @Option(names = "--mocks", paramLabel = "FILE", description = "Answers in place of services: a mock configuration of AWS Step Functions Local, or mocks of TestState by the names of states.")
  private @Nullable String mocks;

  @Option(names = "--test-case", paramLabel = "NAME", description = "Which test case of the mock configuration. Needed where it has several.")
  private @Nullable String testCase;

  @Option(names = "--machine", paramLabel = "NAME", description = "Which state machine of the mock configuration. Needed where it has several.")
  private @Nullable String machine;

  @Option(names = "--skip-waits", description = "Waits, backoffs and timeouts pass at once, in virtual time.")
  private boolean skipWaits;

  @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stops the execution after so many seconds of real time.")
  private @Nullable Long timeout;

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() throws InterruptedException {
    if (timeout != null && timeout < 1) {
      throw new CliException(USAGE, "--timeout must be at least 1 second");
    }
    StateMachine definition = definition();
    Payload given = input();
    MockPlan plan = plan(definition);
    Map<String, String> env = System.getenv();
    LocalMachine local = new LocalMachine(definition, type, machineName(),
        set(env, "PAWL_REGION", "us-east-1"), set(env, "PAWL_ACCOUNT_ID", "000000000000"));
    try (Outside outside = Outside.fromEnvironment(env, local.region(), local.account());
        Progress progress = Progress.of(output)) {
      return run(local, plan, outside, given, progress);
    } catch (InvalidSettingsException e) {
      throw new CliException(USAGE, String.valueOf(e.getMessage()));
    } catch (NotLocalException e) {
      throw new CliException(ExitCodes.NO, String.valueOf(e.getMessage()));
    }
  }

  private int run(LocalMachine local, MockPlan plan, Outside outside, Payload given,
      Progress progress) throws InterruptedException {
    RunListener listener = output.isJson() ? RunListener.NONE : progress;
    LocalClock clock = skipWaits
        ? LocalClock.skippingWaits(InstantSource.system())
        : LocalClock.real(InstantSource.system());
    LocalRun run = new LocalRun(local,
        new LocalRun.Parts(plan.begin(), outside, clock, new SecureRandom(), Limits.DEFAULT),
        listener);
    try (Stopping stopping = Stopping.of(run,
        Optional.ofNullable(timeout).map(Duration::ofSeconds))) {
      LocalResult result = run.run(Optional.ofNullable(name), given);
      progress.close();
      print(result);
      return stopping.isLate() && result.status() == ExecutionStatus.ABORTED
          ? ExitCodes.NOT_OVER
          : result.status() == ExecutionStatus.SUCCEEDED ? ExitCodes.OK : ExitCodes.NO;
    }
  }

  private StateMachine definition() {
    return switch (DefinitionParser.parse(FileText.read(file), type)) {
      case ParseResult.Valid valid -> valid.machine();
      case ParseResult.Invalid invalid -> throw new CliException(USAGE, invalid.message());
    };
  }

  private Payload input() {
    try {
      Payload given = Payload.parse(FileText.of(input));
      if (given.isLongerThan(Limits.DEFAULT.payloadBytes())) {
        throw new CliException(USAGE, "The input is longer than %d bytes."
            .formatted(Limits.DEFAULT.payloadBytes()));
      }
      return given;
    } catch (InvalidJsonException e) {
      throw new CliException(USAGE, "The input is not JSON: " + e.getMessage());
    }
  }

  private MockPlan plan(StateMachine definition) {
    if (mocks == null) {
      if (testCase != null || machine != null) {
        throw new CliException(USAGE, "--test-case and --machine choose from --mocks");
      }
      return MockPlan.NONE;
    }
    try {
      return MockFile.parse(FileText.read(mocks)).plan(definition, Optional.ofNullable(machine),
          Optional.ofNullable(testCase));
    } catch (InvalidMocksException e) {
      throw new CliException(USAGE, mocks + ": " + e.getMessage());
    }
  }

  /** Named in the mocks, or by the file. */
  private String machineName() {
    String stem = machine == null
        ? String.valueOf(Path.of(file).getFileName()).replaceFirst("\\..*$", "")
        : machine;
    String fit = stem.replaceAll("[^A-Za-z0-9_-]", "-");
    return fit.isEmpty() || fit.equals("-")
        ? "local"
        : fit.substring(0, Math.min(fit.length(), LONGEST_NAME));
  }

  private static String set(Map<String, String> env, String variable, String otherwise) {
    String value = env.getOrDefault(variable, "");
    return value.isBlank() ? otherwise : value.strip();
  }

  private void print(LocalResult result) {
    Payload made = result.output();
    StatesError error = result.error();
    if (output.isJson()) {
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("status", result.status().name());
      if (made != null) {
        document.put("output", made.text());
      }
      if (error != null && error.name() != null) {
        document.put("error", error.name());
      }
      if (error != null && error.cause() != null) {
        document.put("cause", error.cause());
      }
      document.put("history",
          result.history().stream().map(event -> HistoryEventTree.of(event, true)).toList());
      output.json(document);
      return;
    }
    line("status", result.status().name());
    line("output", made == null ? null : made.text());
    line("error", error == null ? null : error.name());
    line("cause", error == null ? null : error.cause());
  }

  private void line(String member, @Nullable String value) {
    if (value != null) {
      output.line("%-8s %s".formatted(member, value));
    }
  }
}
