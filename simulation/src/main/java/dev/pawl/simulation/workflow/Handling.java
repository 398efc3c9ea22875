package dev.pawl.simulation.workflow;

import java.util.List;

/**
 * What a state does about failures.
 *
 * @param catches the errors of each catcher; every one leads to the next state, with the error's name under
 *     {@code caught}
 */
public record Handling(List<Retrier> retriers, List<String> catches) {
  /** Nothing. */
  public static final Handling NONE = new Handling(List.of(), List.of());

  /** @param jitter whether the delay is drawn by chance */
  public record Retrier(String error, int attempts, int seconds, boolean jitter) {}

  public Handling {
    retriers = List.copyOf(retriers);
    catches = List.copyOf(catches);
  }
}
