package dev.pawl.db.store;

import dev.pawl.db.catalogue.ActivityRow;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
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

  /** An activity by its name. */
  Optional<ActivityRow> activity(String account, String name);
}
