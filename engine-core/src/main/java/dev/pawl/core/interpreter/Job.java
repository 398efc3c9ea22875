package dev.pawl.core.interpreter;

import dev.pawl.core.json.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A job of another service that a {@code .sync} task waits for. The service is asked how it stands by a timer of the
 * execution, at first soon, then less and less often; no thread waits for it.
 *
 * @param parameters what the call got that begins it
 * @param roleArn the role of the state's Credentials; null where it has none
 * @param answer what that call answered; null before it did
 * @param looks how often the service was asked since
 * @param nextLook when it is asked next; null before the job has begun
 */
public record Job(Payload parameters, @Nullable String roleArn, @Nullable Payload answer, int looks,
    @Nullable Instant nextLook) {
  private static final double FIRST_SECONDS = 1;
  private static final double GROWTH = 1.5;
  private static final double LONGEST_SECONDS = 60;

  /** So much longer or shorter is each pause, lest jobs that began together are looked at together for ever. */
  private static final double JITTER = 0.2;

  /** A look whose report has not come by then is taken for lost with its worker. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  static Job of(Payload parameters, @Nullable String roleArn) {
    return new Job(parameters, roleArn, null, 0, null);
  }

  Job begun(Payload newAnswer, Instant now, RandomGenerator random) {
    return new Job(parameters, roleArn, newAnswer, 0, now.plus(pause(0, random)));
  }

  boolean isDue(Instant now) {
    return nextLook != null && !nextLook.isAfter(now);
  }

  /** The service is asked now. */
  Job looked(Instant now) {
    return new Job(parameters, roleArn, answer, looks + 1, now.plus(PATIENCE));
  }

  Job stillRunning(Instant now, RandomGenerator random) {
    return new Job(parameters, roleArn, answer, looks, now.plus(pause(looks, random)));
  }

  /** What the call that began it answered. */
  public Payload begunWith() {
    return Objects.requireNonNull(answer, "the job has not begun");
  }

  private static Duration pause(int looks, RandomGenerator random) {
    double seconds = Math.min(FIRST_SECONDS * Math.pow(GROWTH, looks), LONGEST_SECONDS);
    double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Duration.ofMillis(Math.round(seconds * factor * 1_000));
  }
}
