package dev.pawl.api.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.ExecutionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class ActivityPollersTest {
  private static final UUID ACTIVITY = new UUID(1, 1);
  private static final Duration LONG = Duration.ofSeconds(60);

  private static final String ARN = "arn:aws:states:us-east-1:000000000000:activity:work";

  private final ConcurrentLinkedQueue<ClaimedTask> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger claims = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final ActivityPollers.Tasks source = new Source();

  @Test
  void oneClaimServesAllWorkersThatWaitAndEachTaskGoesToOne() {
    try (ActivityPollers pollers = new ActivityPollers(source, LONG)) {
      List<CompletableFuture<Optional<ClaimedTask>>> waiting = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        waiting.add(pollers.poll(ACTIVITY, ARN, "w").orElseThrow());
      }

      for (int i = 0; i < 500; i++) {
        tasks.add(task(i));
      }
      pollers.scheduled(ARN);

      Set<Integer> seen = new HashSet<>();
      waiting.forEach(answer -> seen.add(answer.join().orElseThrow().seq()));
      assertThat(seen).hasSize(500);
      assertThat(claims.get()).isLessThan(510);
    }
  }

  @Test
  void aTaskIsFoundWithoutASignalToo() {
    try (ActivityPollers pollers = new ActivityPollers(source, LONG)) {
      var answer = pollers.poll(ACTIVITY, ARN, "w").orElseThrow();

      tasks.add(task(1));

      assertThat(answer.join()).isPresent();
    }
  }

  @Test
  void aWorkerGetsNothingWhenItsTimeIsUp() {
    try (ActivityPollers pollers = new ActivityPollers(source, Duration.ofMillis(50))) {
      assertThat(pollers.poll(ACTIVITY, ARN, "w").orElseThrow().join()).isEmpty();
      assertThat(claims.get()).isZero();
      assertThat(looks.get()).isBetween(1, 4);
    }
  }

  @Test
  void workersOfDifferentNamesAreEachNamedToTheirTask() {
    try (ActivityPollers pollers = new ActivityPollers(source, LONG)) {
      var first = pollers.poll(ACTIVITY, ARN, "first").orElseThrow();
      var second = pollers.poll(ACTIVITY, ARN, "second").orElseThrow();
      tasks.add(task(1));
      tasks.add(task(2));
      pollers.scheduled(ARN);

      assertThat(first.join()).isPresent();
      assertThat(second.join()).isPresent();
      assertThat(names).containsExactlyInAnyOrder("first", "second");
    }
  }

  @Test
  void aFailureIsToldToTheWorkersAndTheNextOnesAreServed() {
    AtomicInteger calls = new AtomicInteger();
    try (ActivityPollers pollers = new ActivityPollers(new Source() {
      @Override
      public Set<UUID> unclaimed(Collection<UUID> activities) {
        if (calls.getAndIncrement() == 0) {
          throw new IllegalStateException("away");
        }
        return super.unclaimed(activities);
      }
    }, LONG)) {
      var unlucky = pollers.poll(ACTIVITY, ARN, "w").orElseThrow();
      assertThatThrownBy(unlucky::join).isInstanceOf(CompletionException.class)
          .hasMessageContaining("away");

      tasks.add(task(1));

      assertThat(pollers.poll(ACTIVITY, ARN, "w").orElseThrow().join()).isPresent();
    }
  }

  @Test
  void whatIsScheduledHereIsClaimedWithoutALook() {
    try (ActivityPollers pollers = new ActivityPollers(source, LONG)) {
      var answer = pollers.poll(ACTIVITY, ARN, "w").orElseThrow();
      await(() -> looks.get() == 1);

      tasks.add(task(1));
      pollers.scheduled(ARN);

      assertThat(answer.join()).isPresent();
      assertThat(looks.get()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void manyWorkersOfManyActivitiesCostOneLookAtATime() {
    int activities = 20;
    try (ActivityPollers pollers = new ActivityPollers(source, Duration.ofSeconds(1))) {
      List<CompletableFuture<Optional<ClaimedTask>>> waiting = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        waiting.add(pollers.poll(new UUID(3, i % activities), ARN + i % activities, "w" + i)
            .orElseThrow());
      }

      waiting.forEach(answer -> assertThat(answer.join()).isEmpty());
      // Five a second, and some while the workers came.
      assertThat(looks.get()).isBetween(3, 60);
      assertThat(claims.get()).isZero();
    }
  }

  @Test
  void theEndSendsAllAway() {
    ActivityPollers pollers = new ActivityPollers(source, LONG);
    var before = pollers.poll(ACTIVITY, ARN, "w").orElseThrow();

    pollers.close();

    assertThat(before.join()).isEmpty();
    assertThat(pollers.poll(ACTIVITY, ARN, "w").orElseThrow().join()).isEmpty();
  }

  @Test
  void noMoreThanAThousandWait() {
    try (ActivityPollers pollers = new ActivityPollers(source, LONG)) {
      int accepted = 0;
      while (pollers.poll(ACTIVITY, ARN, "w").isPresent()) {
        accepted++;
      }

      assertThat(accepted).isEqualTo(1_000);
    }
  }

  /** Tasks in memory. */
  private class Source implements ActivityPollers.Tasks {
    @Override
    public Set<UUID> unclaimed(Collection<UUID> activities) {
      looks.incrementAndGet();
      return tasks.isEmpty() ? Set.of() : Set.of(ACTIVITY);
    }

    @Override
    public List<ClaimedTask> claim(UUID activity, int limit, String name) {
      assertThat(activity).isEqualTo(ACTIVITY);
      claims.incrementAndGet();
      List<ClaimedTask> claimed = new ArrayList<>();
      while (claimed.size() < limit && !tasks.isEmpty()) {
        names.add(name);
        claimed.add(tasks.remove());
      }
      return claimed;
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static ClaimedTask task(int seq) {
    return new ClaimedTask(new ExecutionKey(0, new UUID(2, 2)), seq, 1, new byte[0]);
  }
}
