package dev.pawl.junit;

import dev.pawl.core.asl.MachineType;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says which definition a parameter of type {@link LocalStateMachine} has; for {@link PawlExtension}. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Definition {
  /** A resource on the class path or, where there is none, a file. */
  String value();

  /** The type of the state machine. */
  MachineType type() default MachineType.STANDARD;
}
