package dev.pawl.worker.definition;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.store.CatalogueStore;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Parsed definitions. A revision never changes, so that what is kept is always right. */
public final class Definitions {
  /** How much memory parsed definitions may take, in bytes. */
  private static final long KEPT = Runtime.getRuntime().maxMemory() / 8;

  private final CatalogueStore catalogue;
  private final String region;
  private final Cache<Key, Parsed> machines = Caffeine.newBuilder()
      .maximumWeight(KEPT)
      .weigher((Key _, Parsed parsed) -> parsed.weight())
      .build();

  private record Key(UUID stateMachineId, int revision) {}

  private record Parsed(Machine machine, int weight) {}

  public Definitions(CatalogueStore catalogue, String region) {
    this.catalogue = catalogue;
    this.region = region;
  }

  /**
   * Finds a revision of a state machine.
   *
   * @throws UnreadableDefinitionException where it is not in the catalogue or this build cannot read it
   */
  public Machine of(UUID stateMachineId, int revision) {
    return Objects.requireNonNull(machines.get(new Key(stateMachineId, revision), this::parse))
        .machine();
  }

  /**
   * The definition of an execution: its state machine's, or for a Map run's child the item processor of the Map
   * state, as a machine of its own.
   *
   * @param stateMachineId the execution's; for a Map run's child no id of the catalogue
   * @throws UnreadableDefinitionException as above
   */
  public Machine of(UUID stateMachineId, int revision, Optional<Parent> parent) {
    return parent.orElse(null) instanceof Parent.MapRun run
        ? processor(of(run.stateMachine(), revision), run.state(), run.label())
        : of(stateMachineId, revision);
  }

  private static Machine processor(Machine machine, String mapState, String label) {
    if (!(machine.definition().state(mapState) instanceof MapState map)) {
      throw new UnreadableDefinitionException(
          machine.arn() + " has no Map state '" + mapState + "'");
    }
    StateMachine whole = machine.definition();
    return new Machine(machine.id(), machine.revision(),
        new StateMachine(whole.queryLanguage(), OptionalLong.empty(), map.processor(),
            whole.states(), whole.variableReferences()),
        machine.arn() + "/" + label, machine.name() + "/" + label, machine.roleArn(),
        machine.logging());
  }

  private Parsed parse(Key key) {
    StateMachineRow row = catalogue.stateMachine(key.stateMachineId())
        .orElseThrow(() -> unreadable(key, "it is not in the catalogue"));
    RevisionRow revision = catalogue.revision(key.stateMachineId(), key.revision())
        .orElseThrow(() -> unreadable(key, "the revision is not in the catalogue"));
    String arn = new Arn.StateMachine(region, row.account(), row.name()).text();
    return switch (DefinitionParser.parse(revision.definition(),
        MachineType.valueOf(row.type().name()))) {
      case ParseResult.Valid valid ->
        new Parsed(
            new Machine(key.stateMachineId(), key.revision(), valid.machine(), arn, row.name(),
                revision.roleArn(),
                Logging.of(revision.logging())),
            DefinitionParser.weight(revision.definition()));
      case ParseResult.Invalid invalid -> throw unreadable(key, invalid.message());
    };
  }

  private static UnreadableDefinitionException unreadable(Key key, String why) {
    return new UnreadableDefinitionException(
        "state machine " + key.stateMachineId() + ", revision " + key.revision() + ": " + why);
  }
}
