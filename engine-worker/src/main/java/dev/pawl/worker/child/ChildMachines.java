package dev.pawl.worker.child;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.db.catalogue.Routing;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.store.Store;
import java.util.Optional;
import java.util.UUID;

/** The state machines that tasks name, and what of them is to run. */
record ChildMachines(Store store, String region) {
  /** One of the parent's own account, whatever the ARN says. */
  Outcome<StateMachineRow> find(String text, String account, StartAnswers answers) {
    Optional<Arn> arn = Arn.parse(text);
    if (arn.isEmpty()) {
      return Outcome
          .failed(answers.error("InvalidArn", "Invalid Arn: 'Invalid ARN: " + text + "'"));
    }
    return named(arn.get())
        .filter(machine -> machine.account().equals(account) && machine.region().equals(region))
        .flatMap(machine -> store.stateMachine(account, machine.name()))
        .<Outcome<StateMachineRow>>map(Outcome::ok)
        .orElseGet(
            () -> Outcome.failed(answers.error("StateMachineDoesNotExist",
                "State Machine Does Not Exist: '" + text + "'")));
  }

  private static Optional<Arn.StateMachine> named(Arn arn) {
    return switch (arn) {
      case Arn.StateMachine machine -> Optional.of(machine);
      case Arn.Version version -> Optional.of(version.stateMachine());
      case Arn.Alias alias -> Optional.of(alias.stateMachine());
      default -> Optional.empty();
    };
  }

  /** What is to run. */
  record Chosen(int revision, Qualifier by) {}

  /**
   * What an ARN names of its state machine.
   *
   * @param child decides where an alias routes to, so that a start which is sent again asks for the same
   */
  Optional<Chosen> chosen(StateMachineRow machine, String text, UUID child) {
    return switch (Arn.parse(text).orElseThrow()) {
      case Arn.Version(Arn.StateMachine _, int number) ->
        version(machine, number, new Qualifier.Version(number));
      case Arn.Alias(Arn.StateMachine _, String name) -> store.alias(machine.id(), name)
          .flatMap(alias -> {
            int number = alias.routing().choose(Math.floorMod(child.hashCode(), Routing.WHOLE));
            return version(machine, number, new Qualifier.Alias(name, number));
          });
      default -> Optional.of(new Chosen(machine.revision(), Qualifier.none()));
    };
  }

  private Optional<Chosen> version(StateMachineRow machine, int number, Qualifier by) {
    return store.version(machine.id(), number)
        .map(version -> new Chosen(version.revision(), by));
  }
}
