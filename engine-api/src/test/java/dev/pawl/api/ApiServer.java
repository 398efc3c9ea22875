package dev.pawl.api;

import dev.pawl.api.access.Administration;
import dev.pawl.api.access.Audit;
import dev.pawl.api.access.Gate;
import dev.pawl.api.access.OpenGate;
import dev.pawl.api.execution.ExecutionStarter;
import dev.pawl.api.execution.ExpressRunner;
import dev.pawl.api.execution.HandOffExpressStarter;
import dev.pawl.api.execution.HandOffStarter;
import dev.pawl.api.teststate.StateTester;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.vault.MasterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;

/** The API on a port of its own, with a database of its own. */
final class ApiServer implements AutoCloseable {
  static final String ACCOUNT = "111111111111";
  static final String REGION = "us-east-1";
  static final ApiSettings SETTINGS = new ApiSettings(ACCOUNT, REGION, new byte[32]);
  static final TaskTokens TOKENS = new TaskTokens(SETTINGS.key(), ACCOUNT);

  /** Nobody here runs Express executions. */
  private static final ExpressRunner NO_RUNNER = (_, _, _, _, _) -> {
    throw new IllegalStateException("there is no worker");
  };

  /** Of the vaults here. */
  static final MasterKey MASTER = MasterKey.of(MasterKey.generate());

  static {
    // A busy machine is slow, and a condition that comes true ends its wait at once.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
  }

  private final TestDatabase database = TestDatabase.create();
  private final Audit audit;
  private final ConfigurableApplicationContext context;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();
  private final SfnClient sdk;

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
  @Import(ApiConfiguration.class)
  static class Application {}

  private ApiServer(BiFunction<Database, WorkerSignal, ExecutionStarter> starters) {
    this(SETTINGS, starters, (_, audit) -> new OpenGate(ACCOUNT, audit));
  }

  private ApiServer(ApiSettings settings,
      BiFunction<Database, WorkerSignal, ExecutionStarter> starters,
      BiFunction<Database, Audit, Gate> gate) {
    Database open = database.open();
    this.audit = new Audit(open.auditEvents(), open.clock());
    WorkerSignal worker = () -> {};
    SpringApplication application = new SpringApplication(Application.class);
    application.setLogStartupInfo(false);
    application.setDefaultProperties(
        Map.of("server.port", 0, "spring.threads.virtual.enabled", true));
    application.addInitializers(starting -> {
      var beans = starting.getBeanFactory();
      beans.registerSingleton("database", open);
      beans.registerSingleton("settings", settings);
      beans.registerSingleton("tokens", TOKENS);
      beans.registerSingleton("gate", gate.apply(open, audit));
      beans.registerSingleton("administration", new Administration(open,
          Optional.of(open.vault(MASTER)), settings.account()));
      beans.registerSingleton("worker", worker);
      beans.registerSingleton("starter", starters.apply(open, worker));
      beans.registerSingleton("expressStarter", new HandOffExpressStarter(open, settings, worker));
      beans.registerSingleton("runner", NO_RUNNER);
      beans.registerSingleton("tester", StateTester.WITHOUT_CALLS);
      beans.registerSingleton("health", (Health) List::of);
      beans.registerSingleton("metrics", (Metrics) () -> "pawl_database_reachable 1.0\n");
    });
    this.context = application.run();
    this.address = URI.create(
        "http://localhost:"
            + Objects.requireNonNull(
                context.getEnvironment().getProperty("local.server.port")));
    this.sdk = SfnClient.builder()
        .endpointOverride(address)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  /** A server that hands executions off to a worker that does not exist. */
  static ApiServer handingOff() {
    return new ApiServer((open, worker) -> new HandOffStarter(open, SETTINGS, worker));
  }

  /** The same with other settings. */
  static ApiServer handingOff(ApiSettings settings) {
    return new ApiServer(settings, (open, worker) -> new HandOffStarter(open, settings, worker),
        (_, audit) -> new OpenGate(settings.account(), audit));
  }

  /** A server that asks everybody who they are. */
  static ApiServer guarded(BiFunction<Database, Audit, Gate> gate) {
    return new ApiServer(SETTINGS,
        (open, worker) -> new HandOffStarter(open, SETTINGS, worker), gate);
  }

  /** A server that starts executions in another way. */
  static ApiServer starting(BiFunction<Database, WorkerSignal, ExecutionStarter> starters) {
    return new ApiServer(starters);
  }

  /** Where it listens. */
  URI address() {
    return address;
  }

  SfnClient sdk() {
    return sdk;
  }

  TestDatabase database() {
    return database;
  }

  /** Posts a body to an operation as it is. */
  HttpResponse<String> post(String target, String body) {
    return post(HttpRequest.newBuilder().header("X-Amz-Target", target), body);
  }

  /** Posts a body with headers of one's own. */
  HttpResponse<String> post(HttpRequest.Builder request, String body) {
    try {
      return http.send(
          request.uri(address)
              .header("Content-Type", "application/x-amz-json-1.0")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The rows of all tables that a request could write. */
  long rows() {
    return database.count("""
        select (select count(*) from state_machine) + (select count(*) from state_machine_revision)
          + (select count(*) from execution) + (select count(*) from run) + (select count(*) from history)
          + (select count(*) from payload) + (select count(*) from exec_name) + (select count(*) from task)
          + (select count(*) from inbox) + (select count(*) from activity)
          + (select count(*) from resource_tag)
        """);
  }

  @Override
  public void close() {
    sdk.close();
    http.close();
    context.close();
    audit.close();
    database.close();
  }
}
