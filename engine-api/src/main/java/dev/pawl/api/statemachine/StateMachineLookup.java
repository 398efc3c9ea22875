package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Arns;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.db.catalogue.VersionRow;
import java.util.Optional;

/** Finds state machines by the ARNs of requests. Those of other accounts and regions do not exist. */
public final class StateMachineLookup {
  private final Database database;
  private final ApiSettings settings;

  /** Starts of one state machine come in great numbers at once. */
  private final SharedReads<String, Optional<StateMachineRow>> byName;

  public StateMachineLookup(Database database, ApiSettings settings) {
    StateMachines stateMachines = database.stateMachines();
    this.database = database;
    this.settings = settings;
    this.byName = new SharedReads<>(name -> stateMachines.findByName(settings.account(), name));
  }

  /**
   * The state machine of an ARN, which may be one that waits for its deletion.
   *
   * @throws ApiException {@code InvalidArn}, or {@code StateMachineDoesNotExist} where there is none, or a
   *     version or alias is named
   */
  public StateMachineRow require(String arn) {
    return find(arn).orElseThrow(() -> ApiError.STATE_MACHINE_DOES_NOT_EXIST.about(arn));
  }

  /**
   * As {@link #require}; empty where there is none.
   *
   * @throws ApiException {@code InvalidArn}
   */
  public Optional<StateMachineRow> find(String arn) {
    return Arns.stateMachine(arn) instanceof Arn.StateMachine machine
        && machine.account().equals(settings.account())
        && machine.region().equals(settings.region())
            ? named(machine.name())
            : Optional.empty();
  }

  /** What an ARN names. */
  public sealed interface Named {
    StateMachineRow machine();

    /** A state machine with its latest revision. */
    record Whole(StateMachineRow machine) implements Named {}

    /** A published version. */
    record OfVersion(StateMachineRow machine, VersionRow version) implements Named {}

    /** An alias. */
    record OfAlias(StateMachineRow machine, AliasRow alias) implements Named {}
  }

  /**
   * The state machine, version or alias of an ARN.
   *
   * @throws ApiException {@code InvalidArn}, or {@code StateMachineDoesNotExist} where there is none
   */
  public Named named(Arn arn, String text) {
    return findNamed(arn)
        .orElseThrow(() -> ApiError.STATE_MACHINE_DOES_NOT_EXIST.about(text));
  }

  /** As {@link #named}; empty where there is none. */
  public Optional<Named> findNamed(Arn arn) {
    return switch (arn) {
      case Arn.StateMachine machine -> ours(machine).map(Named.Whole::new);
      case Arn.Version(Arn.StateMachine machine, int number) -> ours(machine)
          .flatMap(
              row -> database.versions().find(row.id(), number)
                  .map(version -> new Named.OfVersion(row, version)));
      case Arn.Alias(Arn.StateMachine machine, String name) -> ours(machine)
          .flatMap(
              row -> database.aliases().find(row.id(), name)
                  .map(alias -> new Named.OfAlias(row, alias)));
      default -> Optional.empty();
    };
  }

  /** The state machine of an ARN; empty where there is none in this account and region. */
  Optional<StateMachineRow> ours(Arn.StateMachine arn) {
    return arn.account().equals(settings.account()) && arn.region().equals(settings.region())
        ? named(arn.name())
        : Optional.empty();
  }

  /** The ARN of a version or an alias. */
  String arn(String name, Object qualifier) {
    return arn(name) + ":" + qualifier;
  }

  /** The state machine of a name. */
  public Optional<StateMachineRow> named(String name) {
    return byName.get(name);
  }

  /** The ARN of a state machine. */
  public String arn(String name) {
    return new Arn.StateMachine(settings.region(), settings.account(), name).text();
  }
}
