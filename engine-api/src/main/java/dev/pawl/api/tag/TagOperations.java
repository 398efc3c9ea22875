package dev.pawl.api.tag;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.statemachine.StateMachineLookup;
import dev.pawl.db.Database;
import java.util.List;

/** The operations of this package. */
public final class TagOperations {
  private TagOperations() {}

  public static List<Operation> of(Database database, ApiSettings settings,
      StateMachineLookup stateMachines) {
    TaggedResources resources = new TaggedResources(database, settings, stateMachines);
    return List.of(
        new TagResource(resources), new UntagResource(resources),
        new ListTagsForResource(resources));
  }
}
