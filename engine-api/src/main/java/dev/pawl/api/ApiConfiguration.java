package dev.pawl.api;

import dev.pawl.api.access.Administration;
import dev.pawl.api.access.Gate;
import dev.pawl.api.access.OperationRights;
import dev.pawl.api.access.RateLimits;
import dev.pawl.api.access.SeveralAccounts;
import dev.pawl.api.activity.ActivityOperations;
import dev.pawl.api.activity.ActivityPollers;
import dev.pawl.api.activity.ActivityTasks;
import dev.pawl.api.console.ConsoleServlet;
import dev.pawl.api.execution.ExecutionEvents;
import dev.pawl.api.execution.ExecutionOperations;
import dev.pawl.api.execution.ExecutionStarter;
import dev.pawl.api.execution.ExecutionWatch;
import dev.pawl.api.execution.ExpressRunner;
import dev.pawl.api.execution.ExpressStarter;
import dev.pawl.api.execution.LogReader;
import dev.pawl.api.protocol.AwsJsonController;
import dev.pawl.api.protocol.DatabaseReport;
import dev.pawl.api.protocol.HealthController;
import dev.pawl.api.protocol.MetricsController;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.Operations;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.ParkedReport;
import dev.pawl.api.protocol.ServerReads;
import dev.pawl.api.protocol.ServiceModel;
import dev.pawl.api.rest.ProblemValve;
import dev.pawl.api.rest.RestServlet;
import dev.pawl.api.rest.Routes;
import dev.pawl.api.statemachine.Definitions;
import dev.pawl.api.statemachine.StateMachineLookup;
import dev.pawl.api.statemachine.StateMachineOperations;
import dev.pawl.api.tag.TagOperations;
import dev.pawl.api.task.TaskOperations;
import dev.pawl.api.teststate.StateTester;
import dev.pawl.api.teststate.TestState;
import dev.pawl.api.trigger.EventBridge;
import dev.pawl.api.trigger.Pipes;
import dev.pawl.api.trigger.Scheduler;
import dev.pawl.api.trigger.TriggerController;
import dev.pawl.core.identity.TaskTokens;
import dev.pawl.db.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The API as beans. Needs those of {@link Database}, {@link ApiSettings}, {@link Gate}, {@link Administration}, {@link ExecutionStarter}, {@link ExpressStarter}, {@link ExpressRunner}, {@link Health},
 * {@link Metrics}, {@link StateTester}, {@link WorkerSignal} and {@link TaskTokens}, and requests on virtual threads, since operations block.
 */
@Configuration(proxyBeanMethods = false)
public class ApiConfiguration {
  /** So many may wait for executions, or follow them, at a time on one node. */
  private static final int MOST_WAITING = 1_000;

  /** Also the {@code ActivitySignal} of this process. Its workers are sent away before the server stops. */
  @Bean(destroyMethod = "")
  ActivityPollers activityPollers(Database database) {
    return new ActivityPollers(new ActivityTasks(database.tasks()), ActivityPollers.PATIENCE);
  }

  /** Long polls would hold up the server's graceful stop. */
  @Bean
  ApplicationListener<ContextClosedEvent> activityPollersEnd(ActivityPollers pollers) {
    return _ -> pollers.close();
  }

  /** Those who wait are sent away before the server stops. */
  @Bean(destroyMethod = "")
  ExecutionWatch executionWatch(Database database) {
    return new ExecutionWatch(database);
  }

  /** Streams and waiting requests would hold up the server's graceful stop. */
  @Bean
  ApplicationListener<ContextClosedEvent> executionWatchEnd(ExecutionWatch watch) {
    return _ -> watch.close();
  }

  @Bean
  ServletRegistrationBean<RestServlet> restServlet(AccountApis apis, Gate gate,
      ApiSettings settings) {
    ServletRegistrationBean<RestServlet> registration = new ServletRegistrationBean<>(
        new RestServlet(apis, gate, settings.limits().payloadBytes()), "/api/v1/*");
    registration.setName("rest");
    return registration;
  }

  @Bean
  ServletRegistrationBean<ConsoleServlet> consoleServlet() {
    ServletRegistrationBean<ConsoleServlet> registration = new ServletRegistrationBean<>(
        new ConsoleServlet(), ConsoleServlet.ROOT, ConsoleServlet.ROOT + "/*");
    registration.setName("console");
    return registration;
  }

  /** Scheduler's API has ARNs in paths; each of our readers of paths takes them apart before it decodes. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesWithinPaths() {
    return factory -> factory.addConnectorCustomizers(
        connector -> connector.setEncodedSolidusHandling("passthrough"));
  }

  /** Behind all other valves, so that it is the first to see an error. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsForAll() {
    return factory -> factory.addContextCustomizers(context -> {
      if (context.getParent() instanceof StandardHost host) {
        host.setErrorReportValveClass(ProblemValve.class.getName());
      }
    });
  }

  @Bean
  AccountApis accountApis(Database database, ApiSettings settings, ExecutionStarter starter,
      ExpressStarter expressStarter, ExpressRunner runner, WorkerSignal worker,
      TaskTokens taskTokens, ActivityPollers activityPollers, StateTester stateTester,
      ExecutionWatch watch, Administration administration) {
    ServiceModel model = ServiceModel.load(settings.limits().payloadBytes());
    Definitions definitions = new Definitions();
    BooleanSupplier severalAccounts = new SeveralAccounts(database.accounts());
    Semaphore waiting = new Semaphore(MOST_WAITING);
    return new AccountApis(account -> {
      ApiSettings ours = settings.of(account);
      StateMachineLookup stateMachines = new StateMachineLookup(database, ours);
      PageTokens pageTokens = new PageTokens(ours.key(), account, database.clock());
      TaskTokens tokens = taskTokens.of(account);
      RateLimits rates = new RateLimits(ours.rates(), severalAccounts);
      List<Operation> all = new ArrayList<>();
      all.addAll(
          StateMachineOperations.of(database, ours, stateMachines, definitions, pageTokens));
      all.addAll(ExecutionOperations.of(database, ours, stateMachines, definitions, starter,
          expressStarter, runner, worker, rates));
      all.addAll(TagOperations.of(database, ours, stateMachines));
      all.addAll(TaskOperations.of(database, tokens, worker));
      all.addAll(ActivityOperations.of(database, ours, tokens, activityPollers));
      all.add(new TestState(database, ours, stateTester));
      Operations operations = new Operations(all, model,
          new OperationRights(ours.region(), account), rates);
      return new AccountApis.AccountApi(operations,
          new Routes(operations, ours, new ExecutionEvents(database, ours, stateMachines), watch,
              new LogReader(database, ours), administration, waiting),
          new EventBridge(database, worker, administration.connections(ours.region()),
              ours.region(), account),
          new Scheduler(database, ours.region(), account),
          new Pipes(database, ours.region(), account));
    });
  }

  @Bean
  HealthController healthController(Health health, Database database, ApiSettings settings,
      Gate gate) {
    return new HealthController(health, new DatabaseReport(database.watch(), database.clock()),
        new ParkedReport(database.parkedRuns(), settings.region(), database.meters()),
        new ServerReads(gate));
  }

  @Bean
  MetricsController metricsController(Metrics metrics, Gate gate) {
    return new MetricsController(metrics, new ServerReads(gate));
  }

  @Bean
  TriggerController triggerController(AccountApis apis, Gate gate) {
    return new TriggerController(apis, gate);
  }

  @Bean
  AwsJsonController awsJsonController(AccountApis apis, Gate gate, ApiSettings settings) {
    return new AwsJsonController(apis, gate, settings.limits().payloadBytes());
  }
}
