package dev.pawl.worker.attempt;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.CallPolicies;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.Permissions;
import dev.pawl.tasks.PermittedObjects;
import dev.pawl.worker.definition.Machine;
import java.util.List;
import java.util.function.Function;

/**
 * The world outside the engine, and what of it tasks may reach.
 *
 * @param connectors finds who makes the calls of a resource
 * @param objects where item readers and result writers find theirs
 * @param permissions what tasks may do
 * @param statusTargets the ARNs of queues, topics and functions that are told of all changes of executions' statuses
 * @param policies what the calls of services are held to
 */
public record Outside(Function<Resource, Connector> connectors, ObjectStore objects,
    Permissions permissions, List<String> statusTargets, CallPolicies policies) {
  public Outside {
    statusTargets = List.copyOf(statusTargets);
  }

  public Outside(Function<Resource, Connector> connectors, ObjectStore objects,
      Permissions permissions) {
    this(connectors, objects, permissions, List.of(), CallPolicies.USUAL);
  }

  /** Services without objects, open to all tasks. */
  public static Outside of(Function<Resource, Connector> connectors) {
    return new Outside(connectors, ObjectStore.NONE, Permissions.ALL);
  }

  /** The objects that a state machine may reach. */
  public ObjectStore objects(Machine machine) {
    return new PermittedObjects(objects.as(machine.roleArn()), permissions, machine.roleArn(),
        Arn.accountOf(machine.arn()));
  }
}
