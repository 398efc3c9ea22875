package dev.pawl.bench.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Five tasks of db-scheduler, each replaced by the next when it is complete. It keeps no history of them. */
final class DbSchedulerSteps implements FiveSteps {
  private static final int STEPS = 5;
  private static final String TASK = "five-steps";

  private final HikariDataSource connections;
  private final Scheduler scheduler;
  private final CustomTask<Step> task;
  private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

  /** Which step comes, and its input. */
  private record Step(int number, String input) implements java.io.Serializable {}

  DbSchedulerSteps(ScratchDatabase postgres, int connections) throws SQLException {
    postgres.run("""
        create table scheduled_tasks (
          task_name text not null, task_instance text not null, task_data bytea,
          execution_time timestamptz not null, picked boolean not null, picked_by text,
          last_success timestamptz, last_failure timestamptz, consecutive_failures int,
          last_heartbeat timestamptz, version bigint not null, priority smallint,
          primary key (task_name, task_instance));
        create index on scheduled_tasks (execution_time);
        create index on scheduled_tasks (last_heartbeat);
        """);
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(postgres.url());
    pool.setUsername("postgres");
    pool.setMaximumPoolSize(connections);
    this.connections = new HikariDataSource(pool);
    task = Tasks.custom(TASK, Step.class).execute((instance, _) -> {
      Step step = instance.getData();
      if (step.number() < STEPS) {
        return new CompletionHandler.OnCompleteReplace<>(TASK,
            new Step(step.number() + 1, step.input()));
      }
      return (complete, operations) -> {
        operations.remove();
        Objects.requireNonNull(ends.get(instance.getId())).complete(null);
      };
    });
    scheduler = Scheduler.create(this.connections, task)
        .threads(connections * 2)
        .enableImmediateExecution()
        .pollUsingLockAndFetch(0.5, 1)
        .pollingInterval(Duration.ofMillis(50))
        .build();
    scheduler.start();
  }

  @Override
  public void run() {
    String id = UUID.randomUUID().toString();
    CompletableFuture<Void> end = new CompletableFuture<>();
    ends.put(id, end);
    scheduler.schedule(task.instance(id, new Step(1, Engine.INPUT)), Instant.now());
    end.join();
    ends.remove(id);
  }

  @Override
  public void close() {
    scheduler.stop();
    connections.close();
  }
}
