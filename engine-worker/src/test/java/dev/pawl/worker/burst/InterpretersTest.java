package dev.pawl.worker.burst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pawl.core.expression.EvaluationWatch;
import dev.pawl.core.interpreter.Decision;
import dev.pawl.core.interpreter.ExecutionStatus;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InterpretersTest {
  private static final StatesError ENDLESS = StatesError.runtime("it does not end");
  private static final Decision DECISION = new Decision(
      new Decision.Next.Closed(ExecutionStatus.SUCCEEDED, Payload.EMPTY_OBJECT, null), List.of(),
      List.of());

  private final Interpreters interpreters = new Interpreters(2, Duration.ofMillis(120));
  private final CountDownLatch release = new CountDownLatch(1);
  private final BlockingQueue<StatesError> failed = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    release.countDown();
    interpreters.close();
  }

  @Test
  void aBurstWhoseEvaluationsEndIsItsThreadsOwn() {
    assertThat(compute(watch -> {
      watch.begins(() -> ENDLESS);
      watch.ends();
    }).join()).contains(DECISION);
    assertThat(interpreters.lostThreads()).isZero();
  }

  @Test
  void aLongBurstOfShortEvaluationsIsNotGivenUp() {
    CompletableFuture<Optional<Decision>> burst = compute(watch -> {
      long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
      while (System.nanoTime() < end) {
        watch.begins(() -> ENDLESS);
        watch.ends();
      }
    });

    assertThat(burst.join()).contains(DECISION);
    assertThat(failed).isEmpty();
  }

  @Test
  void aThreadThatWaitsForTheDatabaseIsNotGivenUp() {
    CompletableFuture<Optional<Decision>> burst = compute(_ -> hold(Duration.ofMillis(500)));

    assertThat(burst.join()).contains(DECISION);
    assertThat(failed).isEmpty();
  }

  @Test
  void anEvaluationThatDoesNotEndIsAnsweredForByAnotherThread() throws InterruptedException {
    CompletableFuture<Optional<Decision>> burst = endless();

    assertThat(failed.take()).isEqualTo(ENDLESS);
    assertThat(interpreters.lostThreads()).isEqualTo(1);
    assertThat(interpreters.isHealthy()).isTrue();

    release.countDown();
    assertThat(burst.join()).isEmpty();
    await().until(() -> interpreters.lostThreads() == 0);
  }

  @Test
  void lostThreadsAreReplacedAndMoreThanFourAreTooMany() throws InterruptedException {
    var bursts = new ArrayList<CompletableFuture<Optional<Decision>>>();
    for (int i = 0; i < 5; i++) {
      bursts.add(endless());
      failed.take();
      assertThat(interpreters.isHealthy()).isEqualTo(i < 4);
      assertThat(compute(_ -> {}).join()).as("with %d lost", i + 1).isPresent();
    }

    release.countDown();
    bursts.forEach(CompletableFuture::join);
    await().until(interpreters::isHealthy);
  }

  @Test
  void whatALostEvaluationThrowsIsNobodysBusiness() throws InterruptedException {
    CompletableFuture<Optional<Decision>> burst = compute(watch -> {
      watch.begins(() -> ENDLESS);
      hold(Duration.ofSeconds(50));
      throw new IllegalStateException("too late");
    });
    failed.take();

    release.countDown();

    assertThat(burst.join()).isEmpty();
  }

  private interface Work {
    void on(EvaluationWatch watch);
  }

  private CompletableFuture<Optional<Decision>> endless() {
    return compute(watch -> {
      watch.begins(() -> ENDLESS);
      hold(Duration.ofSeconds(50));
    });
  }

  private void hold(Duration longest) {
    try {
      release.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Optional<Decision>> compute(Work work) {
    return CompletableFuture.supplyAsync(() -> interpreters.compute("arn", watch -> {
      work.on(watch);
      return DECISION;
    }, failed::add), interpreters);
  }
}
