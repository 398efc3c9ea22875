package dev.pawl.worker.attempt;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.CallPolicies;
import dev.pawl.tasks.CallPolicies.CallPolicy;
import dev.pawl.tasks.Connector;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Holds the calls of each service apart, and measures them: all calls of a node go through one of these. Safe for any
 * number of threads.
 */
public final class Bulkheads {
  /** Definitions can name services that there are not: the rest share one. */
  private static final int MOST_SERVICES = 200;
  private static final String REST = "other";
  private static final Pattern UNREACHABLE = Pattern.compile(
      "(.*\\.(SdkClientException|ClientExecutionTimeoutException))|States\\.Http\\.Socket");
  private static final Pattern THROTTLED = Pattern.compile(
      ".*(Throttl|TooManyRequests|LimitExceeded|SlowDown).*|States\\.Http\\.StatusCode\\.429");
  private static final Duration[] BOUNDS = {Duration.ofMillis(10), Duration.ofMillis(50),
      Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5),
      Duration.ofSeconds(30)};

  private final CallPolicies policies;
  private final MeterRegistry meters;
  private final Map<String, Bulkhead> byService = new ConcurrentHashMap<>();

  public Bulkheads(CallPolicies policies, MeterRegistry meters) {
    this.policies = policies;
    this.meters = meters;
  }

  /**
   * Makes a call when its service has room for it.
   *
   * @throws InterruptedException when nobody waits for the answer any more
   */
  Outcome<Payload> call(Connector connector, TaskRequest request) throws InterruptedException {
    return of(request.resource()).call(connector, request);
  }

  private Bulkhead of(Resource resource) {
    String service = CallPolicies.service(resource);
    boolean isOneTooMany = byService.size() >= MOST_SERVICES && !byService.containsKey(service);
    return byService.computeIfAbsent(isOneTooMany ? REST : service,
        name -> new Bulkhead(name, policies.of(name), meters));
  }

  /** The room of one service. */
  private static final class Bulkhead {
    private final String service;
    private final CallPolicy policy;
    private final MeterRegistry meters;
    private final Semaphore room;
    private final Optional<Bucket> pace;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    Bulkhead(String service, CallPolicy policy, MeterRegistry meters) {
      this.service = service;
      this.policy = policy;
      this.meters = meters;
      this.room = new Semaphore(policy.atOnce());
      this.pace = policy.perSecond().map(calls -> Bucket.builder()
          .addLimit(limit -> limit.capacity(calls).refillGreedy(calls, Duration.ofSeconds(1)))
          .build());
      Gauge.builder("pawl.calls.under.way", room, free -> policy.atOnce() - free.availablePermits())
          .description("Calls of a service that this node makes now").tag("service", service)
          .register(meters);
      Gauge.builder("pawl.calls.waiting", room, Semaphore::getQueueLength)
          .description("Calls of a service that wait for others to return").tag("service", service)
          .register(meters);
    }

    Outcome<Payload> call(Connector connector, TaskRequest request) throws InterruptedException {
      room.acquire();
      try {
        if (pace.isPresent()) {
          pace.get().asBlocking().consume(1);
        }
        long begun = System.nanoTime();
        Outcome<Payload> outcome = connector.call(bounded(request));
        timer(outcome).record(Duration.ofNanos(System.nanoTime() - begun));
        return outcome;
      } finally {
        room.release();
      }
    }

    private TaskRequest bounded(TaskRequest request) {
      return policy.longest().filter(longest -> longest.compareTo(request.timeout()) < 0)
          .map(request::within).orElse(request);
    }

    private Timer timer(Outcome<Payload> outcome) {
      return timers.computeIfAbsent(switch (outcome) {
        case Outcome.Ok<Payload> _ -> "succeeded";
        case Outcome.Failed<Payload> failed -> kind(failed.error());
      }, kind -> Timer.builder("pawl.calls.time")
          .description("How long the calls of a service took, by what became of them")
          .tag("service", service).tag("outcome", kind).serviceLevelObjectives(BOUNDS)
          .register(meters));
    }

    private static String kind(StatesError error) {
      String name = error.name() == null ? "" : error.name();
      if (UNREACHABLE.matcher(name).matches()) {
        return "unreachable";
      }
      if (THROTTLED.matcher(name).matches()) {
        return "throttled";
      }
      return name.equals(StatesError.PERMISSIONS) ? "refused" : "failed";
    }
  }
}
