package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.db.Database;
import java.util.List;

/** The operations of this package. */
public final class StateMachineOperations {
  private StateMachineOperations() {}

  public static List<Operation> of(Database database, ApiSettings settings,
      StateMachineLookup lookup, Definitions definitions, PageTokens tokens) {
    return List.of(
        new CreateStateMachine(database, settings, lookup, definitions),
        new DescribeStateMachine(database, lookup, definitions),
        new UpdateStateMachine(database, settings, lookup, definitions),
        new DeleteStateMachine(database, settings, lookup),
        new ListStateMachines(database, settings, lookup, tokens),
        new PublishStateMachineVersion(database, lookup, settings.quotas().versions()),
        new DeleteStateMachineVersion(database, lookup),
        new ListStateMachineVersions(database, lookup, tokens),
        new CreateStateMachineAlias(database, lookup, settings.quotas().aliases()),
        new UpdateStateMachineAlias(database, lookup),
        new DescribeStateMachineAlias(lookup),
        new DeleteStateMachineAlias(database, lookup),
        new ListStateMachineAliases(database, lookup, tokens),
        new ValidateStateMachineDefinition(settings));
  }
}
