package dev.pawl.worker.trigger;

import dev.pawl.core.task.Resource;
import dev.pawl.db.Database;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.tasks.Connector;
import dev.pawl.triggers.Pipe;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Has a thread for each pipe that is to run, and looks every few seconds which these are. Of one thread's use. */
final class PipeRunners {
  private static final Duration LOOK = Duration.ofSeconds(3);

  private final Database database;
  private final Function<Resource, Connector> connectors;
  private final Map<Running, Thread> running = new HashMap<>();
  private Instant next = Instant.MIN;

  /** A pipe as it was when it was started; one that is changed is another. */
  private record Running(UUID id, long rev) {}

  PipeRunners(Database database, Function<Resource, Connector> connectors) {
    this.database = database;
    this.connectors = connectors;
  }

  /** Starts and stops what has to be. */
  void look(Instant now) {
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(LOOK);
    Set<Running> wanted = new HashSet<>();
    for (TriggerRow row : database.triggers().all(TriggerKind.PIPE)) {
      Pipe pipe = Pipe.fromJson(row.body());
      if (pipe.isRunning()) {
        var one = new Running(row.id(), row.rev());
        wanted.add(one);
        running.computeIfAbsent(one, _ -> Thread.ofVirtual().name("pipe-" + pipe.arn())
            .start(new PipeRun(pipe, connectors, database.clock())));
      }
    }
    running.entrySet().removeIf(entry -> {
      if (wanted.contains(entry.getKey())) {
        return false;
      }
      entry.getValue().interrupt();
      return true;
    });
  }

  void stop() {
    running.values().forEach(Thread::interrupt);
    running.clear();
  }
}
