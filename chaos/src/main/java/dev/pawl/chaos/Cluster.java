package dev.pawl.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two API nodes, three workers, a database, a task server, and a proxy on every way between them. */
final class Cluster implements AutoCloseable {
  private static final int APIS = 2;
  private static final int WORKERS = 3;

  private final Postgres postgres;
  private final TaskServer tasks;
  private final Optional<Path> faketime;
  private final Path home;
  private final Path jar;
  private final Optional<Path> previous;
  private final List<Node> apis = new ArrayList<>();
  private final List<Node> workers = new ArrayList<>();
  private final List<String> incidents = new CopyOnWriteArrayList<>();
  private @Nullable Thread supervisor;
  private boolean mayReturn = true;

  /**
   * @param jar the build under test
   * @param previous the build before, with which every second node starts
   * @param faketime the library that shifts clocks, if there is one
   */
  Cluster(Path home, Path jar, Optional<Path> previous, Postgres postgres, TaskServer tasks,
      Optional<Path> faketime) {
    this.home = home;
    this.jar = jar;
    this.previous = previous;
    this.postgres = postgres;
    this.tasks = tasks;
    this.faketime = faketime;
    for (int i = 1; i <= APIS; i++) {
      // The last one runs executions, too: only such a node offers StartSyncExecution and begins calls at the start.
      apis.add(node("api-" + i, i < APIS ? "api" : "api,worker"));
    }
    for (int i = 1; i <= WORKERS; i++) {
      workers.add(node("worker-" + i, "worker"));
    }
  }

  private Node node(String name, String roles) {
    return new Node(name, roles, freePort(), jar, home, FaultProxy.to(postgres.port()),
        FaultProxy.to(tasks.port()));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts all nodes, the first one alone: it makes the schema. */
  void start() {
    List<Node> first = previous.isPresent() ? everySecond() : nodes();
    previous.ifPresent(before -> first.forEach(node -> node.jar(before)));
    first.getFirst().start();
    first.getFirst().awaitReady();
    first.stream().skip(1).forEach(Node::start);
    first.forEach(Node::awaitReady);
    if (previous.isPresent()) {
      startOthers(first);
    }
    supervisor = Thread.ofVirtual().name("supervisor").start(this::supervise);
  }

  /** Starts nodes of the build under test beside those of the build before. */
  private void startOthers(List<Node> before) {
    int schema = postgres.schema();
    List<Node> others = new ArrayList<>(nodes());
    others.removeAll(before);
    others.forEach(Node::start);
    others.forEach(Node::awaitReady);
    mayReturn = postgres.schema() == schema;
    if (!mayReturn) {
      Progress.say("the schema was changed: whoever starts from now on is of the new build");
      Node last = before.getLast();
      last.stop();
      if (!last.isRefused()) {
        incident("the build before did not refuse to start on the newer schema");
      }
      before.forEach(node -> node.jar(jar));
      last.start();
      last.awaitReady();
    }
  }

  /** About half of the nodes, of each role some. */
  List<Node> everySecond() {
    List<Node> nodes = nodes();
    return IntStream.range(0, nodes.size()).filter(i -> i % 2 == 0).mapToObj(nodes::get).toList();
  }

  private void supervise() {
    try {
      while (true) {
        Pause.of(java.time.Duration.ofMillis(500));
        nodes().forEach(Node::supervise);
      }
    } catch (Stopped ending) {
      Thread.currentThread().interrupt();
    }
  }

  Postgres postgres() {
    return postgres;
  }

  Path home() {
    return home;
  }

  Path jar() {
    return jar;
  }

  Optional<Path> previous() {
    return previous;
  }

  /** Whether nodes of the build before may be started: its schema is that of the build under test. */
  boolean mayReturn() {
    return mayReturn;
  }

  Optional<Path> faketime() {
    return faketime;
  }

  List<Node> apis() {
    return List.copyOf(apis);
  }

  List<Node> workers() {
    return List.copyOf(workers);
  }

  List<Node> nodes() {
    return Stream.concat(apis.stream(), workers.stream()).toList();
  }

  Node anyWorker(RandomGenerator random) {
    return workers.get(random.nextInt(workers.size()));
  }

  Node anyApi(RandomGenerator random) {
    return apis.get(random.nextInt(apis.size()));
  }

  Node anyNode(RandomGenerator random) {
    List<Node> nodes = nodes();
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Something that must not be, and that no file tells. */
  void incident(String text) {
    Progress.say(text);
    incidents.add(text);
  }

  List<String> incidents() {
    return List.copyOf(incidents);
  }

  /** SIGTERM to all nodes, at once. */
  void stopNodes() {
    if (supervisor != null) {
      supervisor.interrupt();
    }
    List<Thread> stops = nodes().stream().map(node -> Thread.ofVirtual().start(() -> {
      if (!node.stop()) {
        incident(node.name() + " did not stop within " + Node.STOP.toSeconds() + " s");
      }
    })).toList();
    for (Thread stop : stops) {
      try {
        stop.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Stopped();
      }
    }
  }

  @Override
  public void close() {
    if (supervisor != null) {
      supervisor.interrupt();
    }
    nodes().forEach(Node::close);
  }
}
