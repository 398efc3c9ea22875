package dev.pawl.worker;

import dev.pawl.worker.attempt.Caller;
import dev.pawl.worker.burst.BurstExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;

/**
 * What the code of a node runs on.
 *
 * @param interpreters computes bursts
 * @param answers completes the futures of callers
 * @param caller makes the calls of attempts
 * @param meters where the metrics of docs/metrics.md are registered
 */
public record Machinery(BurstExecutor interpreters, Executor answers, Caller caller,
    MeterRegistry meters) {}
