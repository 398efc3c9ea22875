package dev.pawl.api.activity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.execution.ClaimedTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hundreds of workers of many activities on a real database. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ManyWorkersTest {
  private static final int ACTIVITIES = 20;
  private static final int WORKERS = 600;

  private final List<UUID> activities = new ArrayList<>();
  private final AtomicInteger statements = new AtomicInteger();
  private TestDatabase test = TestDatabase.create();
  private Database database = test.open();
  private ActivityTasks tasks = new ActivityTasks(database.tasks());

  /** Counts what is asked of the database. */
  private final class Counted implements ActivityPollers.Tasks {
    @Override
    public Set<UUID> unclaimed(Collection<UUID> some) {
      statements.incrementAndGet();
      return tasks.unclaimed(some);
    }

    @Override
    public List<ClaimedTask> claim(UUID activity, int limit, String workerName) {
      statements.incrementAndGet();
      return tasks.claim(activity, limit, workerName);
    }
  }

  @BeforeEach
  void makeActivities() {
    for (int i = 0; i < ACTIVITIES; i++) {
      activities.add(UUID.randomUUID());
    }
  }

  @AfterEach
  void close() {
    database.close();
    test.close();
  }

  private List<CompletableFuture<Optional<ClaimedTask>>> workers(ActivityPollers pollers) {
    List<CompletableFuture<Optional<ClaimedTask>>> waiting = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      UUID activity = activities.get(i % ACTIVITIES);
      waiting.add(pollers.poll(activity, activity.toString(), "worker").orElseThrow());
    }
    return waiting;
  }

  @Test
  void thoseThatWaitInVainCostFiveStatementsASecond() {
    try (ActivityPollers pollers = new ActivityPollers(new Counted(), Duration.ofSeconds(3))) {
      assertThat(workers(pollers)).allSatisfy(answer -> assertThat(answer.join()).isEmpty());

      // 15 while they wait, and some more while they come.
      assertThat(statements.get()).isBetween(5, 60);
    }
  }

  @Test
  void eachTaskIsDeliveredToOneWorkerOfItsActivity() {
    try (ActivityPollers here = new ActivityPollers(new Counted(), Duration.ofSeconds(60));
        ActivityPollers there = new ActivityPollers(new Counted(), Duration.ofSeconds(60))) {
      // Two nodes, and as many tasks as workers.
      List<CompletableFuture<Optional<ClaimedTask>>> waiting = new ArrayList<>(workers(here));
      waiting.addAll(workers(there));

      for (UUID activity : activities) {
        write(activity, 2 * WORKERS / ACTIVITIES);
        here.scheduled(activity.toString());
      }

      List<ClaimedTask> delivered = waiting.stream().map(answer -> answer.join().orElseThrow())
          .toList();
      assertThat(delivered).extracting(ClaimedTask::key).doesNotHaveDuplicates()
          .hasSize(2 * WORKERS);
      for (int i = 0; i < delivered.size(); i++) {
        assertThat(new String(delivered.get(i).request(), StandardCharsets.UTF_8))
            .isEqualTo(activities.get(i % WORKERS % ACTIVITIES).toString());
      }
      assertThat(test.count("select count(*) from task where claimed_at is null")).isZero();
      assertThat(test.count("select count(*) from inbox")).isEqualTo(2 * WORKERS);
    }
  }

  /** Tasks of executions on all shards. */
  private void write(UUID activity, int count) {
    test.execute("""
        insert into task (shard, id, seq, attempt, kind, activity_id, request)
        select (random() * 255)::int, gen_random_uuid(), 1, 1, 2, '%s', convert_to('%s', 'UTF8')
        from generate_series(1, %d)
        """.formatted(activity, activity, count));
  }
}
