package dev.pawl.db.store;

import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.VersionRow;
import java.util.Optional;
import java.util.UUID;

/** What executions refer to. */
public interface CatalogueStore {
  /** A state machine by its id, deleted ones included. */
  Optional<StateMachineRow> stateMachine(UUID id);

  /** A state machine by its name; none that is deleted. */
  Optional<StateMachineRow> stateMachine(String account, String name);

  /** A definition that a state machine has or had. */
  Optional<RevisionRow> revision(UUID stateMachineId, int revision);

  /** A published version; empty where it was deleted or never was. */
  Optional<VersionRow> version(UUID stateMachineId, int number);

  /** An alias; empty where there is none. */
  Optional<AliasRow> alias(UUID stateMachineId, String name);

  /** An activity by its name. */
  Optional<ActivityRow> activity(String account, String name);
}
