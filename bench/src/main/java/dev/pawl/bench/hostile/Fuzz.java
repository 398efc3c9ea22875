package dev.pawl.bench.hostile;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Sends requests made at random to a node, over several connections at once, and judges the answers. */
public final class Fuzz {
  private static final int CONNECTIONS = 6;
  /** Of so many requests to the APIs one goes to REST. */
  private static final int REST = 5;

  private final URI endpoint;
  private final Amounts amounts;
  private final long seed;
  private final Verdict verdict;
  private final AtomicInteger next = new AtomicInteger();
  /** An answer that was late is asked for again while nobody else asks. */
  private final ReadWriteLock quiet = new ReentrantReadWriteLock(true);

  /**
   * How many requests of each kind.
   *
   * @param bodies of all operations and routes
   */
  public record Amounts(int bodies, int definitions, int expressions) {
    int all() {
      return bodies + definitions + expressions;
    }
  }

  private Fuzz(URI endpoint, Amounts amounts, long seed) {
    this.endpoint = endpoint;
    this.amounts = amounts;
    this.seed = seed;
    this.verdict = new Verdict(amounts, seed);
  }

  /**
   * Sends them all.
   *
   * @param endpoint of a node that asks nobody who he is
   * @param seed the same one makes the same requests
   */
  public static Verdict run(URI endpoint, Amounts amounts, long seed)
      throws IOException, InterruptedException {
    return new Fuzz(endpoint, amounts, seed).run();
  }

  private Verdict run() throws IOException, InterruptedException {
    ApiBodies bodies = new ApiBodies(Known.on(endpoint));
    RestRequests rest = RestRequests.of(endpoint);
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(threads.submit(() -> {
          send(bodies, rest);
          return null;
        }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the node cannot be asked any more", e);
    }
    try (RawConnection connection = new RawConnection(endpoint)) {
      verdict.end(connection.send(RawRequest.of("GET /health HTTP/1.1", List.of(), new byte[0])));
    }
    return verdict;
  }

  private void send(ApiBodies bodies, RestRequests rest) throws IOException {
    try (RawConnection connection = new RawConnection(endpoint)) {
      for (int number = next.getAndIncrement(); number < amounts.all(); number = next
          .getAndIncrement()) {
        RawRequest request = request(number, bodies, rest);
        RawAnswer answer = alongside(connection, request);
        if (Verdict.isLate(answer)) {
          answer = alone(connection, request);
        }
        verdict.add(number, request, answer);
      }
    }
  }

  private RawRequest request(int number, ApiBodies bodies, RestRequests rest) {
    var dice = new Dice(seed, number);
    if (number < amounts.bodies()) {
      return dice.once(REST) ? rest.request(dice) : bodies.request(dice);
    }
    return number < amounts.bodies() + amounts.definitions()
        ? new Definitions(dice).request()
        : new Expressions(dice).request();
  }

  private RawAnswer alongside(RawConnection connection, RawRequest request) throws IOException {
    quiet.readLock().lock();
    try {
      return connection.send(request);
    } finally {
      quiet.readLock().unlock();
    }
  }

  private RawAnswer alone(RawConnection connection, RawRequest request) throws IOException {
    quiet.writeLock().lock();
    try {
      return connection.send(request);
    } finally {
      quiet.writeLock().unlock();
    }
  }

  /** The text of a request, for people. */
  static String text(RawRequest request) {
    return new String(request.bytes(), StandardCharsets.UTF_8);
  }
}
