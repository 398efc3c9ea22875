package dev.pawl.server;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.Health;
import dev.pawl.api.Metrics;
import dev.pawl.api.WorkerSignal;
import dev.pawl.api.access.Administration;
import dev.pawl.api.access.Audit;
import dev.pawl.api.access.OpenGate;
import dev.pawl.api.execution.ExecutionStarter;
import dev.pawl.api.execution.ExpressRunner;
import dev.pawl.api.execution.ExpressStarter;
import dev.pawl.conformance.CapturedLog;
import dev.pawl.conformance.ReplayingConnector;
import dev.pawl.conformance.Stage;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import dev.pawl.db.Rehearsal;
import dev.pawl.tasks.Permissions;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import dev.pawl.worker.attempt.Outside;
import dev.pawl.worker.express.ExpressStart;
import dev.pawl.worker.start.StartRequest;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A whole node on a database whose time is moved by hand; its calls go to recorded answers. */
final class RehearsalNode implements AutoCloseable {
  /** Those of the recordings. */
  private static final String ACCOUNT = "111111111111";
  private static final String REGION = "us-east-1";

  private final Rehearsal rehearsal;
  private final Worker worker;
  private final WebServer web;
  private final Audit audit;
  private final CapturedLog log = new CapturedLog();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Stage stage;

  /** Starts the node; the rehearsal is closed with it. */
  RehearsalNode(Rehearsal rehearsal, ReplayingConnector connector) {
    this.rehearsal = rehearsal;
    Database database = rehearsal.database();
    byte[] key = database.serverKeys().loadOrCreate("tokens");
    TaskTokens tokens = new TaskTokens(key, ACCOUNT);
    worker = new Worker(database,
        WorkerSettings.standard(REGION, ACCOUNT, "rehearsal").rehearsing(),
        tokens, new Outside(_ -> connector, connector.objects(), Permissions.ALL), log);
    ExpressStarter expressStarter = (stateMachine, revision, by, name, input) -> worker
        .accept(new ExpressStart(stateMachine, revision, by, name, input, Optional.empty()))
        .thenApply(accepted -> accepted.map(Node::answer));
    WorkerSignal signal = worker::nudge;
    ExecutionStarter starter = (stateMachine, revision, by, name, input) -> worker
        .start(new StartRequest(stateMachine, revision, by, name, input,
            Optional.empty()))
        .thenApply(Node::answer);
    ExpressRunner runner = (stateMachine, revision, by, name, input) -> worker
        .run(new ExpressStart(stateMachine, revision, by, name, input,
            Optional.empty()))
        .thenApply(ended -> ended.map(Node::answer));
    // Days of the past have no partitions.
    audit = new Audit(database.auditEvents(), InstantSource.system());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    web = WebServer.start(loopback, 0, Optional.empty(),
        List.of(database, new ApiSettings(ACCOUNT, REGION, key),
            new OpenGate(ACCOUNT, audit), new Administration(database, Optional.empty(), ACCOUNT),
            tokens, starter, expressStarter,
            runner,
            new WorkerTester(worker), signal, (Health) worker::troubles, (Metrics) () -> ""));
    stage = new Stage(URI.create(WebServer.url(loopback, web.port()) + "/"), rehearsal, worker,
        tokens, log, http);
  }

  Stage stage() {
    return stage;
  }

  @Override
  public void close() {
    http.close();
    web.close();
    audit.close();
    worker.close();
    rehearsal.close();
  }
}
