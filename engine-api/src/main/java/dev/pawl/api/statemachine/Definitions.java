package dev.pawl.api.statemachine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineType;
import java.util.Objects;
import java.util.UUID;

/** Checks definitions, and keeps the parsed ones of the state machines in use. Safe for use by many threads. */
public final class Definitions {
  /** How much memory parsed definitions may take, in bytes. */
  private static final long KEPT = Runtime.getRuntime().maxMemory() / 16;

  private final Cache<Key, Parsed> parsed = Caffeine.newBuilder()
      .maximumWeight(KEPT)
      .weigher((Key _, Parsed kept) -> kept.weight())
      .build();

  private record Key(UUID stateMachineId, int revision) {}

  private record Parsed(StateMachine machine, int weight) {}

  /**
   * Refuses a definition that is none.
   *
   * @throws ApiException {@code InvalidDefinition}
   */
  void check(String definition, StateMachineType type) {
    if (DefinitionParser.parse(definition,
        MachineType.valueOf(type.name())) instanceof ParseResult.Invalid invalid) {
      throw ApiError.INVALID_DEFINITION.about(invalid.message());
    }
  }

  /**
   * The definition of a revision.
   *
   * @throws IllegalStateException where this build cannot read what an earlier one accepted
   */
  public StateMachine of(UUID stateMachineId, StateMachineType type, RevisionRow revision) {
    return Objects.requireNonNull(
        parsed.get(new Key(stateMachineId, revision.revision()), key -> parse(key, type, revision)))
        .machine();
  }

  private static Parsed parse(Key key, StateMachineType type, RevisionRow revision) {
    return switch (DefinitionParser.parse(revision.definition(),
        MachineType.valueOf(type.name()))) {
      case ParseResult.Valid valid ->
        new Parsed(valid.machine(), DefinitionParser.weight(revision.definition()));
      case ParseResult.Invalid invalid -> throw new IllegalStateException(
          "state machine " + key.stateMachineId() + ", revision " + key.revision() + ": "
              + invalid.message());
    };
  }
}
