package dev.pawl.chaos;

import dev.pawl.chaos.FaultProxy.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the harness breaks. A round ends with everything mended, though not yet recovered. */
enum FaultKind {
  KILL_WORKER("kill -9 of a worker", stage -> {
    Node node = stage.cluster().anyWorker(stage.random());
    node.kill();
    Strikes.holdUpTo(stage, 3_000);
    node.start();
  }),
  KILL_API("kill -9 of an API node", stage -> {
    Node node = stage.cluster().anyApi(stage.random());
    node.kill();
    Strikes.holdUpTo(stage, 3_000);
    node.start();
  }),
  KILL_POSTGRES("kill -9 of all PostgreSQL processes", stage -> {
    stage.postgres().killAll();
    Strikes.holdUpTo(stage, 2_000);
    stage.postgres().start();
  }),
  RESTART_GRACEFULLY("graceful restart of a node",
      stage -> Strikes.restart(stage, stage.cluster().anyNode(stage.random()))),
  TERMINATE_BACKENDS("pg_terminate_backend of all", stage -> {
    for (int i = 0; i < 3; i++) {
      stage.postgres().execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pawl'");
      Strikes.holdUpTo(stage, 2_000);
    }
  }),
  PAUSE_WORKER_SHORT("SIGSTOP of a worker, 0.5 leases",
      stage -> Strikes.pause(stage.cluster().anyWorker(stage.random()), 0.5)),
  PAUSE_WORKER("SIGSTOP of a worker, 1.5 leases",
      stage -> Strikes.pause(stage.cluster().anyWorker(stage.random()), 1.5)),
  PAUSE_WORKER_LONG("SIGSTOP of a worker, 5 leases",
      stage -> Strikes.pause(stage.cluster().anyWorker(stage.random()), 5)),
  PAUSE_API_SHORT("SIGSTOP of an API node, 0.5 leases",
      stage -> Strikes.pause(stage.cluster().anyApi(stage.random()), 0.5)),
  PAUSE_API("SIGSTOP of an API node, 1.5 leases",
      stage -> Strikes.pause(stage.cluster().anyApi(stage.random()), 1.5)),
  PAUSE_API_LONG("SIGSTOP of an API node, 5 leases",
      stage -> Strikes.pause(stage.cluster().anyApi(stage.random()), 5)),
  CUT_DATABASE("connections to PostgreSQL reset",
      stage -> Strikes.proxies(Strikes.someDatabases(stage), _ -> new Mode.Cut(), 6)),
  STALL_DATABASE("connections to PostgreSQL half-open",
      stage -> Strikes.proxies(Strikes.someDatabases(stage), _ -> new Mode.Stall(), 12)),
  NARROW_DATABASE("64 KB/s to PostgreSQL",
      stage -> Strikes.proxies(Strikes.someDatabases(stage), _ -> new Mode.Bandwidth(65_536), 12)),
  DROP_DATABASE("connections to PostgreSQL reset after 64 KB",
      stage -> Strikes.proxies(Strikes.allDatabases(stage), _ -> new Mode.DropAfter(65_536), 12)),
  SLOW_DATABASE("200 ms more for each statement",
      stage -> Strikes.proxies(Strikes.allDatabases(stage),
          _ -> new Mode.Delay(Duration.ofMillis(100)), 15)),
  CUT_TASKS("connections to the task server reset",
      stage -> Strikes.proxies(Strikes.allTasks(stage), _ -> new Mode.Cut(), 6)),
  STALL_TASKS("connections to the task server half-open",
      stage -> Strikes.proxies(Strikes.allTasks(stage), _ -> new Mode.Stall(), 10)),
  DROP_TASKS("connections to the task server reset after 4 KB",
      stage -> Strikes.proxies(Strikes.allTasks(stage), _ -> new Mode.DropAfter(4_096), 10)),
  READ_ONLY("PostgreSQL read-only", stage -> {
    stage.postgres().execute("alter system set default_transaction_read_only = on");
    stage.postgres().execute("select pg_reload_conf()");
    Pause.of(Duration.ofSeconds(8));
    stage.postgres().execute("alter system reset default_transaction_read_only");
    stage.postgres().execute("select pg_reload_conf()");
  }),
  DISK_FULL("the disk of the write-ahead log full", Strikes::fillDisk),
  SMALL_HEAP("a worker with 80 MB of heap under large payloads", stage -> {
    Node node = stage.cluster().anyWorker(stage.random());
    node.heap(80);
    Strikes.restart(stage, node);
    stage.load().large(150);
    Pause.of(Duration.ofSeconds(15));
    node.usualHeap();
    Strikes.restart(stage, node);
  }),
  SHIFT_CLOCK("the clock of a worker shifted", Strikes::shiftClock),
  ROLLING_RESTART("rolling restart of all nodes", stage -> {
    for (Node node : stage.cluster().nodes()) {
      node.jar(stage.cluster().jar());
      Strikes.restart(stage, node);
      node.awaitReady();
    }
  }),
  ROLLING_RETURN("half of the nodes return to the build before", stage -> {
    for (Node node : stage.cluster().everySecond()) {
      node.jar(stage.cluster().previous().orElseThrow());
      Strikes.restart(stage, node);
      node.awaitReady();
    }
  });

  private final String title;
  @SuppressWarnings("ImmutableEnumChecker") // the lambdas above hold nothing
  private final Strike strike;

  FaultKind(String title, Strike strike) {
    this.title = title;
    this.strike = strike;
  }

  /** A fault from its beginning to the mending. */
  @FunctionalInterface
  interface Strike {
    void on(Stage stage) throws SQLException;
  }

  String title() {
    return title;
  }

  boolean isLongPause() {
    return this == PAUSE_WORKER_LONG;
  }

  void strike(Stage stage) throws SQLException {
    strike.on(stage);
  }

  /** Why this cannot be done on this machine; empty where it can. */
  Optional<String> obstacle(Cluster cluster) {
    if (this == DISK_FULL && cluster.postgres().disk().isEmpty()) {
      return Optional.of("not available here: no file system may be mounted");
    }
    if (this == ROLLING_RETURN && cluster.previous().isEmpty()) {
      return Optional.of("not available here: no build before was given");
    }
    if (this == ROLLING_RETURN && !cluster.mayReturn()) {
      return Optional.of("not possible: the build before refuses the newer schema, as it must");
    }
    return this == SHIFT_CLOCK && cluster.faketime().isEmpty()
        ? Optional.of("not available here: no libfaketime")
        : Optional.empty();
  }

  /** The parts that faults are made of. */
  private static final class Strikes {
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration FULL = Duration.ofSeconds(10);
    private static final List<String> SHIFTS = List.of("+1h", "-1h", "+1d", "-1d");

    static void holdUpTo(Stage stage, int millis) {
      Pause.of(Duration.ofMillis(stage.random().nextInt(millis)));
    }

    static void restart(Stage stage, Node node) {
      if (!node.stop()) {
        stage.cluster().incident(
            node.name() + " did not stop within " + Node.STOP.toSeconds() + " s");
      }
      node.start();
    }

    static void pause(Node node, double leases) {
      node.pause();
      try {
        Pause.of(Duration.ofMillis(Math.round(LEASE.toMillis() * leases)));
      } finally {
        node.resume();
      }
    }

    /** Those of one node, or of all. */
    static List<FaultProxy> someDatabases(Stage stage) {
      return stage.random().nextBoolean()
          ? allDatabases(stage)
          : List.of(stage.cluster().anyNode(stage.random()).database());
    }

    static List<FaultProxy> allDatabases(Stage stage) {
      return stage.cluster().nodes().stream().map(Node::database).toList();
    }

    static List<FaultProxy> allTasks(Stage stage) {
      return stage.cluster().nodes().stream().map(Node::tasks).toList();
    }

    static void proxies(List<FaultProxy> proxies, Function<FaultProxy, Mode> mode, int seconds) {
      proxies.forEach(proxy -> proxy.mode(mode.apply(proxy)));
      try {
        Pause.of(Duration.ofSeconds(seconds));
      } finally {
        proxies.forEach(FaultProxy::heal);
      }
    }

    /** Uses up the segments that are there already, so that new ones are wanted, for which there is no room. */
    static void fillDisk(Stage stage) {
      Disk disk = stage.postgres().disk().orElseThrow();
      disk.fill();
      try {
        long end = System.nanoTime() + FULL.toNanos();
        while (System.nanoTime() < end) {
          try {
            stage.postgres().execute("select pg_switch_wal()");
          } catch (SQLException full) {
            Pause.of(Duration.ofMillis(500));
          }
        }
      } finally {
        disk.free();
      }
      stage.postgres().ensureRunning();
    }

    static void shiftClock(Stage stage) {
      Node node = stage.cluster().anyWorker(stage.random());
      Path file = stage.cluster().home().resolve("faketime");
      String shift = SHIFTS.get(stage.random().nextInt(SHIFTS.size()));
      write(file, "+0");
      node.environment(Map.of(
          "LD_PRELOAD", stage.cluster().faketime().orElseThrow().toString(),
          "FAKETIME_TIMESTAMP_FILE", file.toString(),
          "FAKETIME_CACHE_DURATION", "1",
          "FAKETIME_DONT_FAKE_MONOTONIC", "1"));
      restart(stage, node);
      node.awaitReady();
      write(file, shift);
      Pause.of(Duration.ofSeconds(20));
      write(file, "+0");
      Pause.of(Duration.ofSeconds(2));
      node.environment(Map.of());
      restart(stage, node);
    }

    private static void write(Path file, String text) {
      try {
        Files.writeString(file, text + "\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
