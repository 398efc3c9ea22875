package dev.pawl.api.execution;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.statemachine.StateMachineLookup;
import dev.pawl.api.statemachine.StateMachineLookup.Named;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.Routing;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import dev.pawl.db.catalogue.VersionRow;
import dev.pawl.db.execution.ExecutionRow;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Finds executions by the ARNs of requests. Those of other accounts and regions do not exist. */
final class ExecutionLookup {
  private final Database database;
  private final ApiSettings settings;
  private final StateMachineLookup stateMachines;
  private final RandomGenerator random;

  /** An execution and the state machine that it is of. */
  record Found(ExecutionRow row, StateMachineRow stateMachine) {
    /** The Map run whose child it is; empty for all others. */
    Optional<Parent.MapRun> mapRun() {
      return row.parent()
          .map(Parent::read)
          .filter(Parent.MapRun.class::isInstance)
          .map(Parent.MapRun.class::cast);
    }

    /** What its ARN names in the place of the state machine: with the label, where it is a Map run's child. */
    String machineName() {
      return stateMachine.name() + mapRun().map(run -> "/" + run.label()).orElse("");
    }
  }

  ExecutionLookup(Database database, ApiSettings settings, StateMachineLookup stateMachines,
      RandomGenerator random) {
    this.random = random;
    this.database = database;
    this.settings = settings;
    this.stateMachines = stateMachines;
  }

  /**
   * The execution of an ARN.
   *
   * @throws ApiException {@code InvalidArn} or {@code ExecutionDoesNotExist}
   */
  Found require(String text) {
    Arn.Execution arn = Arns.execution(text);
    return Optional.of(arn)
        .filter(a -> a.account().equals(settings.account()))
        .filter(a -> a.region().equals(settings.region()))
        .flatMap(this::find)
        .orElseThrow(() -> ApiError.EXECUTION_DOES_NOT_EXIST.about(text));
  }

  /** An execution outlives its state machine: one that was deleted is looked through, too. */
  private Optional<Found> find(Arn.Execution arn) {
    int slash = arn.stateMachine().indexOf('/');
    String machineName = slash < 0
        ? arn.stateMachine()
        : arn.stateMachine().substring(0, slash);
    return database.stateMachines()
        .everNamed(arn.account(), machineName)
        .stream()
        .flatMap(
            machine -> database.executions()
                .find(
                    slash < 0
                        ? machine.id()
                        : ExecutionIds.ofLabel(machine.id(),
                            arn.stateMachine().substring(slash + 1)),
                    arn.name())
                .map(row -> new Found(row, machine))
                .stream())
        .findFirst();
  }

  /**
   * The state machine that a start names.
   *
   * @throws ApiException {@code InvalidArn}, {@code StateMachineDoesNotExist} or {@code StateMachineDeleting}
   */
  Startable startable(String arn) {
    Arn parsed = Arns.stateMachine(arn);
    Named named = stateMachines.named(parsed, arn);
    StateMachineRow machine = named.machine();
    if (machine.status() != StateMachineStatus.ACTIVE) {
      throw ApiError.STATE_MACHINE_DELETING.about(arn);
    }
    return switch (named) {
      case Named.Whole _ -> new Startable(machine, machine.revision(), Qualifier.none());
      case Named.OfVersion(StateMachineRow _, VersionRow version) -> new Startable(
          machine, version.revision(), new Qualifier.Version(version.number()));
      case Named.OfAlias(StateMachineRow _, AliasRow alias) -> {
        int number = alias.routing().choose(random.nextInt(Routing.WHOLE));
        VersionRow version = database.versions()
            .find(machine.id(), number)
            .orElseThrow(() -> ApiError.STATE_MACHINE_DOES_NOT_EXIST.about(arn));
        yield new Startable(
            machine, version.revision(), new Qualifier.Alias(alias.name(), number));
      }
    };
  }

  /**
   * What a start runs.
   *
   * @param revision the definition
   */
  record Startable(StateMachineRow machine, int revision, Qualifier by) {}

  /** Tells by which version and alias an execution was started, where it was. */
  void putQualifier(Map<String, @Nullable Object> answer, StateMachineRow machine,
      Qualifier by) {
    String arn = stateMachines.arn(machine.name());
    by.versionArn(arn).ifPresent(version -> answer.put("stateMachineVersionArn", version));
    by.aliasArn(arn).ifPresent(alias -> answer.put("stateMachineAliasArn", alias));
  }

  /** The answer to an operation that the state machine's type does not have. */
  static ApiException wrongType() {
    return ApiError.STATE_MACHINE_TYPE_NOT_SUPPORTED.about(
        "This operation is not supported by this type of state machine");
  }

  /** The ARN of an execution. */
  String arn(String stateMachine, String name) {
    return new Arn.Execution(settings.region(), settings.account(), stateMachine, name).text();
  }

  /** The ARN of a Map run. */
  String mapRunArn(StateMachineRow stateMachine, Parent.MapRun run) {
    return new Arn.MapRun(settings.region(), settings.account(), stateMachine.name(), run.label(),
        run.mapRun().toString()).text();
  }

  StateMachineLookup stateMachines() {
    return stateMachines;
  }
}
