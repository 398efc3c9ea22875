package dev.pawl.core.identity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stood behind the state machine's name in the ARN that an execution was started with. */
public sealed interface Qualifier {
  /** Nothing: the latest revision was meant. */
  record Unqualified() implements Qualifier {}

  /** A published version; {@code number} counts from 1. */
  record Version(int number) implements Qualifier {}

  /** An alias, which has routed the start to a version. */
  record Alias(String name, int routedTo) implements Qualifier {}

  /** Nothing. */
  static Qualifier none() {
    return new Unqualified();
  }

  /** As it is stored; an alias without a version counts as none. */
  static Qualifier of(@Nullable Integer version, @Nullable String alias) {
    if (version == null) {
      return none();
    }
    return alias == null ? new Version(version) : new Alias(alias, version);
  }

  /** The version that runs; empty where none was named. */
  default Optional<Integer> version() {
    return switch (this) {
      case Unqualified _ -> Optional.empty();
      case Version(int number) -> Optional.of(number);
      case Alias(String _, int routedTo) -> Optional.of(routedTo);
    };
  }

  /** The alias that was named; empty for none. */
  default Optional<String> alias() {
    return this instanceof Alias(String name, int _) ? Optional.of(name) : Optional.empty();
  }

  /** The ARN of the version that runs; empty where none was named. */
  default Optional<String> versionArn(String stateMachineArn) {
    return version().map(number -> stateMachineArn + ":" + number);
  }

  /** The ARN of the alias that was named; empty for none. */
  default Optional<String> aliasArn(String stateMachineArn) {
    return alias().map(name -> stateMachineArn + ":" + name);
  }
}
