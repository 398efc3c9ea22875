package dev.pawl.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run: build the cluster, load it, break it, let it settle, stop it, verify.
 *
 * @param previous the build before the one under test, if both are to run side by side
 */
record Run(Profile profile, List<FaultKind> faults, long seed, int rate, Path jar,
    Optional<Path> previous, Optional<Path> faketime, Path home, List<Plant> plants) {
  /** What a fault takes that the profile does not reckon with. */
  private static final Duration ONE_MORE = Duration.ofSeconds(50);
  private static final Duration SETTLE = Duration.ofMinutes(2);
  private static final String OPEN = """
      select count(*) from execution e left join state_machine m on m.id = e.sm_id
      where e.status = 'RUNNING' and m.name is distinct from 'sleeper'
      """;

  /**
   * What came of it.
   *
   * @param planted a line for each damage that was done on purpose
   */
  record Outcome(Report report, List<String> planted, boolean isGood) {}

  Outcome toTheEnd() throws SQLException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    var closed = new AtomicBoolean();
    Thread cleaner = Thread.ofPlatform().unstarted(() -> close(parts, closed));
    // Whatever ends this process, but kill -9: nothing that it started stays.
    Runtime.getRuntime().addShutdownHook(cleaner);
    Thread watch = Thread.ofPlatform().daemon().name("limit").start(this::limit);
    try {
      return run(parts);
    } finally {
      watch.interrupt();
      close(parts, closed);
    }
  }

  private void limit() {
    try {
      Thread.sleep(profile.limit());
    } catch (InterruptedException inTime) {
      return;
    }
    Progress.say("the run takes longer than " + profile.limit().toMinutes()
        + " minutes and is given up; its data are in " + home);
    System.exit(3);
  }

  private static void close(Deque<AutoCloseable> parts, AtomicBoolean closed) {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    synchronized (parts) {
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception e) {
          Progress.say("a part did not end cleanly: " + e);
        }
      }
    }
  }

  private static <T extends AutoCloseable> T part(Deque<AutoCloseable> parts, T part) {
    synchronized (parts) {
      parts.push(part);
    }
    return part;
  }

  private Outcome run(Deque<AutoCloseable> parts) throws SQLException {
    String canary = "canary-" + Long.toHexString(seed) + "-do-not-log";
    Journal told = part(parts, new Journal(home.resolve("told.jsonl")));
    Journal ledger = part(parts, new Journal(home.resolve("ledger.jsonl")));
    Progress.say("starting PostgreSQL");
    Postgres postgres = part(parts, Postgres.create(home, Cluster.freePort(),
        faults.contains(FaultKind.DISK_FULL)));
    checkDurability(postgres);
    TaskServer tasks = part(parts, new TaskServer(ledger));
    Cluster cluster = part(parts,
        new Cluster(home, jar, previous, postgres, tasks, faketime));
    Progress.say("starting the nodes");
    cluster.start();
    Api api = part(parts, new Api(cluster.apis().stream().map(Node::port).toList()));
    tasks.answerTo(api);
    Random random = new Random(seed);
    Load load = part(parts, new Load(api, told, rate, canary, random.nextLong()));
    load.prepare();
    Progress.say("the load begins");
    load.begin();
    Sampler sampler = part(parts, new Sampler(postgres));
    List<Round> rounds = new Schedule(new Stage(cluster, load, random),
        new Probe(postgres, load), faults, random).run(length());
    Progress.say("the load ends");
    load.end();
    Progress.say("starts left out as too many were unanswered: " + load.skipped());
    settle(postgres);
    load.describeMapRuns();
    Findings samples = sampler.end();
    Progress.say("stopping the nodes");
    cluster.stopNodes();
    Progress.say("verifying");
    Evidence evidence = new Evidence(postgres, told, ledger,
        cluster.nodes().stream().map(Node::log).toList(), cluster.incidents(), canary, rounds,
        samples);
    Report report = report(cluster, rounds, Verification.of(evidence));
    return plants.isEmpty()
        ? new Outcome(report, List.of(), report.isGreen())
        : planted(evidence, report);
  }

  private Duration length() {
    return profile.load().plus(ONE_MORE.multipliedBy(
        faults.stream().filter(kind -> !profile.faults().contains(kind)).count()));
  }

  /** Without these, no test of crashes proves anything. */
  private static void checkDurability(Postgres postgres) throws SQLException {
    try (Connection connection = postgres.connect(); var statement = connection.createStatement()) {
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        try (ResultSet row = statement.executeQuery("show " + setting)) {
          row.next();
          if (!row.getString(1).equals("on")) {
            throw new IllegalStateException("PostgreSQL runs with " + setting + " off");
          }
        }
      }
    }
  }

  private static void settle(Postgres postgres) {
    Progress.say("settling");
    boolean settled = Pause.until(SETTLE, () -> {
      try (Connection connection = postgres.connect();
          var statement = connection.createStatement();
          ResultSet row = statement.executeQuery(OPEN)) {
        row.next();
        return row.getInt(1) == 0;
      } catch (SQLException away) {
        return false;
      }
    });
    if (!settled) {
      Progress.say("not all executions have ended within " + SETTLE.toSeconds() + " s");
    }
  }

  private Report report(Cluster cluster, List<Round> rounds, Findings findings) {
    Map<FaultKind, String> obstacles = new EnumMap<>(FaultKind.class);
    Set<FaultKind> listed = EnumSet.copyOf(profile.faults());
    listed.addAll(faults);
    for (FaultKind kind : listed) {
      kind.obstacle(cluster).ifPresent(why -> obstacles.put(kind, why));
    }
    return new Report(profile, List.copyOf(listed), seed, rounds, findings, obstacles,
        previous.isPresent() ? ", N-1 to N" : ", the same build");
  }

  /** Does damage, each kind by itself, and looks whether its verdict goes red that was green. */
  private Outcome planted(Evidence evidence, Report clean) throws SQLException {
    List<String> lines = new ArrayList<>();
    boolean isGood = clean.isGreen();
    for (Plant plant : plants) {
      long before = Verification.of(evidence).violations(plant.verdict());
      try (Connection connection = evidence.postgres().connect()) {
        plant.damage(evidence, connection);
      }
      boolean found = Verification.of(evidence).violations(plant.verdict()) > before;
      isGood &= found;
      lines.add("planted %-18s %s %s".formatted(plant, plant.verdict(),
          found ? "goes red" : "STAYS GREEN"));
    }
    return new Outcome(clean, lines, isGood);
  }
}
