package dev.pawl.api.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.execution.ClaimedTask;
import dev.pawl.db.execution.ExecutionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ActivityPollersTest {
  private static final UUID ACTIVITY = new UUID(1, 1);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final ConcurrentLinkedQueue<ClaimedTask> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger claims = new AtomicInteger();
  private final Set<String> names = new HashSet<>();

  @Test
  void oneClaimServesAllWorkersThatWaitAndEachTaskGoesToOne() {
    try (ActivityPollers pollers = new ActivityPollers(this::claim, LONG)) {
      List<CompletableFuture<Optional<ClaimedTask>>> waiting = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        waiting.add(pollers.poll(ACTIVITY, "w").orElseThrow());
      }

      for (int i = 0; i < 500; i++) {
        tasks.add(task(i));
      }
      pollers.nudge();

      Set<Integer> seen = new HashSet<>();
      waiting.forEach(answer -> seen.add(answer.join().orElseThrow().seq()));
      assertThat(seen).hasSize(500);
      assertThat(claims.get()).isLessThan(510);
    }
  }

  @Test
  void aTaskIsFoundWithoutASignalToo() {
    try (ActivityPollers pollers = new ActivityPollers(this::claim, LONG)) {
      var answer = pollers.poll(ACTIVITY, "w").orElseThrow();

      tasks.add(task(1));

      assertThat(answer.join()).isPresent();
    }
  }

  @Test
  void aWorkerGetsNothingWhenItsTimeIsUp() {
    try (ActivityPollers pollers = new ActivityPollers(this::claim, Duration.ofMillis(50))) {
      assertThat(pollers.poll(ACTIVITY, "w").orElseThrow().join()).isEmpty();
      assertThat(claims.get()).isLessThan(5);
    }
  }

  @Test
  void workersOfDifferentNamesAreEachNamedToTheirTask() {
    try (ActivityPollers pollers = new ActivityPollers(this::claim, LONG)) {
      var first = pollers.poll(ACTIVITY, "first").orElseThrow();
      var second = pollers.poll(ACTIVITY, "second").orElseThrow();
      tasks.add(task(1));
      tasks.add(task(2));
      pollers.nudge();

      assertThat(first.join()).isPresent();
      assertThat(second.join()).isPresent();
      assertThat(names).containsExactlyInAnyOrder("first", "second");
    }
  }

  @Test
  void aFailureIsToldToTheWorkersAndTheNextOnesAreServed() {
    AtomicInteger calls = new AtomicInteger();
    try (ActivityPollers pollers = new ActivityPollers((id, limit, name) -> {
      if (calls.getAndIncrement() == 0) {
        throw new IllegalStateException("away");
      }
      return claim(id, limit, name);
    }, LONG)) {
      var unlucky = pollers.poll(ACTIVITY, "w").orElseThrow();
      assertThatThrownBy(unlucky::join).isInstanceOf(CompletionException.class)
          .hasMessageContaining("away");

      tasks.add(task(1));

      assertThat(pollers.poll(ACTIVITY, "w").orElseThrow().join()).isPresent();
    }
  }

  @Test
  void theEndSendsAllAway() {
    ActivityPollers pollers = new ActivityPollers(this::claim, LONG);
    var before = pollers.poll(ACTIVITY, "w").orElseThrow();

    pollers.close();

    assertThat(before.join()).isEmpty();
    assertThat(pollers.poll(ACTIVITY, "w").orElseThrow().join()).isEmpty();
  }

  @Test
  void noMoreThanAThousandWait() {
    try (ActivityPollers pollers = new ActivityPollers(this::claim, LONG)) {
      int accepted = 0;
      while (pollers.poll(ACTIVITY, "w").isPresent()) {
        accepted++;
      }

      assertThat(accepted).isEqualTo(1_000);
    }
  }

  private List<ClaimedTask> claim(UUID activity, int limit, String name) {
    assertThat(activity).isEqualTo(ACTIVITY);
    claims.incrementAndGet();
    List<ClaimedTask> claimed = new ArrayList<>();
    while (claimed.size() < limit && !tasks.isEmpty()) {
      names.add(name);
      claimed.add(tasks.remove());
    }
    return claimed;
  }

  private static ClaimedTask task(int seq) {
    return new ClaimedTask(new ExecutionKey(0, new UUID(2, 2)), seq, 1, new byte[0]);
  }
}
