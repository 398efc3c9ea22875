package dev.pawl.server;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.Health;
import dev.pawl.api.Metrics;
import dev.pawl.api.WorkerSignal;
import dev.pawl.api.access.Administration;
import dev.pawl.api.access.Audit;
import dev.pawl.api.access.Gate;
import dev.pawl.api.access.Guard;
import dev.pawl.api.access.OidcCallers;
import dev.pawl.api.access.OpenGate;
import dev.pawl.api.access.StoredPolicies;
import dev.pawl.api.execution.ExecutionStarter;
import dev.pawl.api.execution.ExecutionStarter.StartAnswer;
import dev.pawl.api.execution.ExpressRunner;
import dev.pawl.api.execution.ExpressStarter;
import dev.pawl.api.execution.HandOffExpressStarter;
import dev.pawl.api.execution.HandOffStarter;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.teststate.StateTester;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.db.Database;
import dev.pawl.db.DatabaseSettings;
import dev.pawl.db.connection.ClockSkewException;
import dev.pawl.db.connection.DatabaseUnavailableException;
import dev.pawl.db.connection.UnknownCommitOutcomeException;
import dev.pawl.db.connection.UnsafeDatabaseException;
import dev.pawl.db.lease.WakeSender;
import dev.pawl.db.vault.SealedException;
import dev.pawl.db.vault.Vault;
import dev.pawl.server.Environment.LogTarget;
import dev.pawl.server.Environment.Role;
import dev.pawl.tasks.Connectors;
import dev.pawl.tasks.Permissions;
import dev.pawl.tasks.RolePermissions;
import dev.pawl.tasks.TaskSettings;
import dev.pawl.tasks.http.Connections;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.attempt.Outside;
import dev.pawl.worker.express.AsyncExpress;
import dev.pawl.worker.express.ExpressEnd;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.log.ExecutionLogs;
import dev.pawl.worker.log.LogDestination;
import dev.pawl.worker.log.LogGroup;
import dev.pawl.worker.log.OpenTelemetryLog;
import dev.pawl.worker.log.StructuredLog;
import dev.pawl.worker.start.StartRequest;
import dev.pawl.worker.start.Started;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/** A running node: its parts, in the order in which they start; they stop in the opposite one. */
final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final String BUILD = "0.1.0";

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private int port = -1;
  private Optional<FirstRun.Shown> shown = Optional.empty();

  private Node() {}

  /**
   * Starts a node.
   *
   * @param secrets that are kept beside the database
   * @param onlyNode whether no other node can be working on the database
   * @throws StartupException with a sentence for people
   */
  static Node start(Environment environment, DatabaseSettings settings, InetAddress address,
      int port, Secrets secrets,
      boolean onlyNode) {
    Node node = new Node();
    try {
      node.begin(environment, settings, address, port, secrets, onlyNode);
      return node;
    } catch (DatabaseUnavailableException | UnsafeDatabaseException | ClockSkewException e) {
      node.close();
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (UnknownCommitOutcomeException | DataAccessResourceFailureException e) {
      node.close();
      throw new StartupException(
          "The database broke off while the node was starting; start it again.", e);
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void begin(Environment environment, DatabaseSettings settings, InetAddress address,
      int wantedPort, Secrets secrets,
      boolean onlyNode) {
    Set<Role> roles = environment.roles();
    String region = environment.region();
    String account = environment.account();
    TaskSettings taskSettings = environment.taskSettings();
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Database database = part(Database.open(settings, meters));
    part(database.pulse());
    // Before anything is read that is sealed.
    Optional<Vault> vault = vault(environment, database, secrets);
    byte[] key = database.serverKeys().loadOrCreate("tokens");
    TaskTokens tokens = new TaskTokens(key, account);
    WakeSender others = part(database.wakeSender());
    WorkerSignal signal = new WakeSignal(null, others);
    Health health = List::of;
    ApiSettings apiSettings = new ApiSettings(account, region, key, environment.strictValidation(),
        environment.limits(), environment.quotas(), environment.rates());
    ExecutionStarter starter = new HandOffStarter(database, apiSettings, signal);
    ExpressStarter expressStarter = new HandOffExpressStarter(database, apiSettings, signal);
    ExpressRunner runner = (_, _, _, _, _) -> CompletableFuture.failedFuture(
        ApiError.SERVICE_UNAVAILABLE
            .about("This node does not run executions; ask one with the role worker"));
    StateTester tester = StateTester.WITHOUT_CALLS;
    ScheduledActivities scheduled = new ScheduledActivities(
        part(new ExecutionLogs(roles.contains(Role.WORKER)
            ? destinations(environment, database)
            : List.of())));
    if (roles.contains(Role.WORKER)) {
      Connectors connectors = part(new Connectors(taskSettings,
          vault.<Connections>map(
              known -> new StoredConnections(database.eventConnections(known)))
              .orElse(Connections.NONE)));
      WorkerSettings standard = WorkerSettings.standard(region, account, BUILD)
          .within(environment.limits()).keeping(environment.kept());
      Worker worker = part(
          new Worker(database, onlyNode ? standard.alone() : standard, tokens,
              new Outside(connectors::of, connectors.objects(),
                  permissions(environment, database), environment.statusTargets(),
                  environment.callPolicies()),
              scheduled));
      part(database.wakeListener(worker.id(), worker::nudge));
      signal = new WakeSignal(worker, others);
      health = worker::troubles;
      starter = (stateMachine, revision, by, name, input) -> worker.start(
          new StartRequest(stateMachine, revision, by, name, input,
              Optional.empty()))
          .thenApply(Node::answer);
      runner = (stateMachine, revision, by, name, input) -> worker.run(
          new ExpressStart(stateMachine, revision, by, name, input,
              Optional.empty()))
          .thenApply(ended -> ended.map(Node::answer));
      expressStarter = (stateMachine, revision, by, name, input) -> worker.accept(
          new ExpressStart(stateMachine, revision, by, name, input, Optional.empty()))
          .thenApply(accepted -> accepted.map(Node::answer));
      tester = new WorkerTester(worker);
    }
    if (roles.contains(Role.API)) {
      Audit audit = part(new Audit(database.auditEvents(), database.clock()));
      WebServer web = part(
          WebServer.start(
              address, wantedPort, environment.tls(),
              List.of(database, apiSettings,
                  vault.map(known -> gate(environment, database, audit, known, secrets))
                      .orElseGet(() -> new OpenGate(account, audit)),
                  new Administration(database, vault, account), tokens,
                  starter, expressStarter, runner, tester,
                  signal, health,
                  (Metrics) meters::scrape)));
      port = web.port();
      scheduled.tell(web.activities());
    }
    LOG.info("this node runs as {}", roles);
  }

  private static Permissions permissions(Environment environment, Database database) {
    return environment.authenticates()
        ? new RolePermissions(environment.region(), environment.account(),
            new RolePolicyCache(new StoredPolicies(database.accessPolicies())))
        : Permissions.ALL;
  }

  private static Optional<Vault> vault(Environment environment, Database database,
      Secrets secrets) {
    if (!environment.authenticates()) {
      LOG.info("PAWL_AUTH is off: whoever reaches this server may do everything");
      return Optional.empty();
    }
    try {
      return Optional.of(database.vault(environment.masterKey(secrets.masterKeyFile())));
    } catch (SealedException e) {
      throw new StartupException(
          "The master key is not the one with which this database's secrets are wrapped.", e);
    }
  }

  private Gate gate(Environment environment, Database database, Audit audit, Vault vault,
      Secrets secrets) {
    shown = FirstRun.of(database, vault, environment.account(),
        secrets.key().or(environment::presetKey), secrets.role());
    StoredPolicies policies = new StoredPolicies(database.accessPolicies());
    return new Guard(database.accessKeys(vault), database.apiTokens(), policies,
        database.clock(), audit, environment.region(),
        environment.oidc().map(provider -> part(new OidcCallers(provider, database.oidcRoles(),
            policies, environment.region()))));
  }

  /** What the operator is to be shown, once. */
  Optional<FirstRun.Shown> shown() {
    return shown;
  }

  private static List<LogDestination> destinations(Environment environment, Database database) {
    List<LogDestination> destinations = new ArrayList<>();
    for (LogTarget target : environment.logTargets()) {
      destinations.add(switch (target) {
        case STRUCTURED -> new StructuredLog();
        case GROUP -> new LogGroup(database.logEvents());
      });
    }
    environment.otlpLogs().map(OpenTelemetryLog::new).ifPresent(destinations::add);
    return destinations;
  }

  static StartAnswer answer(Started started) {
    return switch (started) {
      case Started.Running(String name, java.time.Instant at) -> new StartAnswer.Running(name, at);
      case Started.NameTaken(String name) -> new StartAnswer.NameTaken(name);
      case Started.Overloaded _ -> new StartAnswer.Overloaded();
    };
  }

  static ExpressStarter.Begun answer(AsyncExpress.Accepted accepted) {
    return new ExpressStarter.Begun(accepted.arn(), accepted.startedAt());
  }

  static ExpressRunner.Ended answer(ExpressEnd end) {
    Execution execution = end.execution();
    return new ExpressRunner.Ended(execution.arn(), execution.name(), execution.startedAt(),
        end.stoppedAt(), end.result().status().name(), end.result().output(),
        end.result().error(), end.heldBytes());
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }

  /** The port of the API; -1 where this node has none. */
  int port() {
    return port;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }
}
