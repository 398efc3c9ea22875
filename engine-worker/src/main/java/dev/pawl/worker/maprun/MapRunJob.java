package dev.pawl.worker.maprun;

import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.codec.StoredMapRunStart;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.worker.definition.Definitions;
import dev.pawl.worker.definition.Machine;
import java.util.UUID;

/**
 * What a Map run has to do, which never changes.
 *
 * @param key where the Map run is
 * @param asked what its execution asked for
 * @param machine the definition with the Map state
 * @param map the Map state
 * @param mode its Distributed mode
 */
record MapRunJob(ExecutionKey key, StoredMapRunStart asked, Machine machine, MapState map,
    MapMode.Distributed mode) {

  static MapRunJob of(ExecutionKey key, byte[] plan, Definitions definitions) {
    StoredMapRunStart asked = StoredMapRunStart.read(plan);
    Machine machine = definitions.of(asked.stateMachine(), asked.revision());
    if (!(machine.definition().state(asked.state()) instanceof MapState map)
        || !(map.mode() instanceof MapMode.Distributed mode)) {
      throw new IllegalStateException(
          machine.arn() + " has no Distributed Map '" + asked.state() + "'");
    }
    return new MapRunJob(key, asked, machine, map, mode);
  }

  MapPlan plan() {
    return asked.plan();
  }

  boolean isExpress() {
    return mode.childType() == MachineType.EXPRESS;
  }

  /** The id under which the children count as executions of a state machine of their own. */
  UUID childMachine() {
    return ExecutionIds.ofLabel(asked.stateMachine(), asked.label());
  }

  /** Where a Standard child is; its name is its id. */
  ExecutionKey child(int index) {
    UUID id = ExecutionIds.ofChild(key.id(), index);
    return new ExecutionKey(Shards.of(childMachine(), id.toString()), id);
  }

  Parent.MapRun parent(int index, int items) {
    return new Parent.MapRun(key.shard(), key.id(), index, items, asked.stateMachine(),
        asked.state(), asked.label());
  }

  private Arn.StateMachine machineArn() {
    return (Arn.StateMachine) Arn.parse(machine.arn()).orElseThrow();
  }

  String arn() {
    Arn.StateMachine arn = machineArn();
    return new Arn.MapRun(arn.region(), arn.account(), arn.name(), asked.label(),
        key.id().toString()).text();
  }

  String childMachineArn() {
    return machine.arn() + "/" + asked.label();
  }

  String childArn(String name) {
    Arn.StateMachine arn = machineArn();
    return new Arn.Execution(arn.region(), arn.account(), arn.name() + "/" + asked.label(), name)
        .text();
  }
}
