package dev.pawl.api.maprun;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.Arns;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.MapRunRow;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds Map runs by the ARNs of requests. Those of other accounts and regions do not exist. */
public final class MapRunLookup {
  private final Database database;
  private final ApiSettings settings;

  public MapRunLookup(Database database, ApiSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /** A Map run and the state machine whose definition has its Map state. */
  public record Found(MapRunRow row, StateMachineRow stateMachine) {
    /** What the ARNs of the children name in the place of the state machine. */
    public String machineName() {
      return stateMachine.name() + "/" + row.label();
    }

    /** The id under which the children count as executions. */
    public UUID childMachine() {
      return ExecutionIds.ofLabel(stateMachine.id(), row.label());
    }
  }

  /**
   * The Map run of an ARN.
   *
   * @throws ApiException {@code InvalidArn} or {@code ResourceNotFound}
   */
  public Found require(String text) {
    return find(text).orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(text, text));
  }

  /**
   * The same; empty where there is none.
   *
   * @throws ApiException {@code InvalidArn}
   */
  Optional<Found> find(String text) {
    Arn.MapRun arn = Arns.mapRun(text);
    return Optional.of(arn)
        .filter(a -> a.account().equals(settings.account()))
        .filter(a -> a.region().equals(settings.region()))
        .flatMap(a -> id(a.id()).flatMap(id -> find(a, id)));
  }

  private Optional<Found> find(Arn.MapRun arn, UUID id) {
    return database.stateMachines()
        .everNamed(arn.account(), arn.stateMachine())
        .stream()
        .flatMap(machine -> find(machine, arn.label(), id))
        .findFirst();
  }

  private Stream<Found> find(StateMachineRow machine, String label, UUID id) {
    ExecutionKey key = new ExecutionKey(
        Shards.of(ExecutionIds.ofLabel(machine.id(), label), id.toString()), id);
    return database.mapRuns()
        .find(key)
        .or(() -> begun(key))
        .filter(row -> row.stateMachineId().equals(machine.id()) && row.label().equals(label))
        .map(row -> new Found(row, machine))
        .stream();
  }

  /**
   * A history shows a Map run that no worker may have begun yet. It is begun then and there, and the worker that has its
   * shard goes on with it.
   */
  private Optional<MapRunRow> begun(ExecutionKey key) {
    database.mapRuns().announced(key).ifPresent(database.mapRunSteps()::begin);
    // Again in any case: a worker may have begun it between the two looks.
    return database.mapRuns().find(key);
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** The ARN of a Map run. */
  public String arn(String stateMachine, MapRunRow row) {
    return new Arn.MapRun(settings.region(), settings.account(), stateMachine, row.label(),
        row.key().id().toString()).text();
  }

  /** The ARN of the state machine of a Map run's children. */
  public String machineArn(String stateMachine, MapRunRow row) {
    return new Arn.StateMachine(settings.region(), settings.account(),
        stateMachine + "/" + row.label()).text();
  }
}
