package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Checks definitions, and keeps the parsed ones of the state machines in use. Safe for use by many threads. */
public final class Definitions {
  private static final int KEPT = 1_000;

  private final Map<Key, StateMachine> parsed = Collections.synchronizedMap(new LatestUsed());

  private record Key(UUID stateMachineId, int revision) {}

  private static final class LatestUsed extends LinkedHashMap<Key, StateMachine> {
    LatestUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, StateMachine> eldest) {
      return size() > KEPT;
    }
  }

  /**
   * Refuses a definition that this build cannot run.
   *
   * @throws ApiException {@code InvalidDefinition}
   */
  void check(String definition, StateMachineType type) {
    switch (DefinitionParser.parse(definition, MachineType.valueOf(type.name()))) {
      case ParseResult.Invalid invalid ->
        throw ApiError.INVALID_DEFINITION.about(invalid.message());
      case ParseResult.Valid valid -> valid.machine()
          .states()
          .values()
          .stream()
          .filter(
              state -> state instanceof MapState map && map.mode() instanceof MapMode.Distributed)
          .findFirst()
          .ifPresent(state -> {
            throw ApiError.INVALID_DEFINITION.about(
                "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The Map state '"
                    + state.name()
                    + "' has the mode DISTRIBUTED; this build of Pawl runs inline Maps only'");
          });
    }
  }

  /**
   * The definition of a revision.
   *
   * @throws IllegalStateException where this build cannot read what an earlier one accepted
   */
  public StateMachine of(UUID stateMachineId, StateMachineType type, RevisionRow revision) {
    Key key = new Key(stateMachineId, revision.revision());
    StateMachine known = parsed.get(key);
    if (known != null) {
      return known;
    }
    return switch (DefinitionParser.parse(revision.definition(),
        MachineType.valueOf(type.name()))) {
      case ParseResult.Valid valid -> {
        parsed.put(key, valid.machine());
        yield valid.machine();
      }
      case ParseResult.Invalid invalid -> throw new IllegalStateException(
          "state machine " + stateMachineId + ", revision " + revision.revision() + ": "
              + invalid.message());
    };
  }
}
