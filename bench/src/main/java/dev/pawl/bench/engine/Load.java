package dev.pawl.bench.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Callers that each ask again as soon as they have their answer. Measured in windows while they go on. */
final class Load {

  /** One call; returns when it is answered. */
  @FunctionalInterface
  interface Call {
    void make() throws Exception;
  }

  private Load() {}

  /**
   * Warms up, then measures without a pause between the windows.
   *
   * @return calls per second in each window
   * @throws IllegalStateException where a call failed
   */
  static List<Double> perSecond(int callers, Duration warmUp, int windows, Duration window,
      Call call) throws InterruptedException {
    var done = new LongAdder();
    var over = new AtomicBoolean();
    var failure = new AtomicReference<@Nullable Exception>();
    List<Double> rates = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        threads.execute(() -> {
          while (!over.get()) {
            try {
              call.make();
              done.increment();
            } catch (Exception e) {
              failure.compareAndSet(null, e);
              over.set(true);
            }
          }
        });
      }
      Thread.sleep(warmUp);
      for (int i = 0; i < windows && !over.get(); i++) {
        long before = done.sum();
        long began = System.nanoTime();
        Thread.sleep(window);
        rates.add((done.sum() - before) * 1e9 / (System.nanoTime() - began));
      }
      over.set(true);
    }
    Exception why = failure.get();
    if (why != null) {
      throw new IllegalStateException("a call failed", why);
    }
    return rates;
  }
}
