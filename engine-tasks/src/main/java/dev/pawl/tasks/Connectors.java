package dev.pawl.tasks;

import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.credentials.RequestSigner;
import dev.pawl.tasks.credentials.RoleCredentials;
import dev.pawl.tasks.http.Connections;
import dev.pawl.tasks.http.HttpConnectors;
import dev.pawl.tasks.job.JobKind;
import dev.pawl.tasks.kubernetes.Clusters;
import java.util.Optional;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Knows the connector of every resource. Clients and connections are made when they are first needed. Safe for
 * any number of threads; to be closed once no call is under way.
 */
public final class Connectors implements AutoCloseable {
  private static final String GENERIC = "aws-sdk:";
  private static final String OFFER = "this build offers states:startExecution, http:invoke, apigateway:invoke,"
      + " bedrock:invokeModel, eks:call, eks:runJob, k8s:job, events:putEvents, Lambda functions, lambda:invoke, ";

  private final SdkCatalog catalog;
  private final SdkClients clients;
  private final RoleCredentials credentials;
  private final SdkCalls calls;
  private final HttpFunctions functions;
  private final HttpConnectors http;
  private final Clusters kubernetes;

  /** Without connections. */
  public Connectors(TaskSettings settings) {
    this(settings, Connections.NONE);
  }

  /** @param connections of HTTP tasks */
  public Connectors(TaskSettings settings, Connections connections) {
    this.catalog = new SdkCatalog(settings.sdkFolder());
    this.clients = new SdkClients(settings);
    this.credentials = new RoleCredentials(settings.credentials(),
        () -> (StsClient) clients.client(service("sts"), RecoveryClass.RESEND));
    this.calls = new SdkCalls(clients, credentials);
    this.functions = new HttpFunctions(settings.functions());
    this.http = new HttpConnectors(settings.region(), settings.http(), connections,
        new RequestSigner(settings.region(), credentials, clients.own()));
    this.kubernetes = settings.kubernetes();
  }

  /**
   * The connector for a resource. Where this build has none, one that fails each call with {@code States.Runtime}
   * and a sentence that says what there is.
   */
  public Connector of(Resource resource) {
    return switch (resource) {
      case Resource.Function _ -> lambda();
      case Resource.Activity _ -> new UnsupportedConnector(
          "activities are not called, their workers ask for tasks");
      case Resource.Service service -> of(service);
    };
  }

  /** Where item readers and result writers find their objects. */
  public ObjectStore objects() {
    return new S3Objects(clients, service("s3"), credentials);
  }

  /** Whether {@link #of} has more for the resource than a refusal. */
  public boolean offers(Resource resource) {
    return !(of(resource) instanceof UnsupportedConnector);
  }

  private Connector of(Resource.Service resource) {
    Optional<EngineCall> own = EngineCall.of(resource);
    if (own.isPresent()) {
      return own.get();
    }
    if (resource.isJob() && JobKind.of(resource).isEmpty()) {
      return new UnsupportedConnector("waiting for the end of this job ("
          + resource.pattern().suffix() + ") is not supported; use request-response");
    }
    if (resource.service().startsWith(GENERIC)) {
      return generic(resource.service().substring(GENERIC.length()), resource.action());
    }
    Optional<NamedInstancesConnector.Kind> instances = NamedInstancesConnector.Kind.of(resource);
    if (instances.isPresent()) {
      return named(instances.get());
    }
    return switch (resource.service() + ':' + resource.action()) {
      case "http:invoke" -> http.tasks();
      case "apigateway:invoke" -> http.apiGateway();
      case "eks:call", "eks:runJob", "eks:describeJob", "eks:deleteJob" -> http.eks();
      case "k8s:job", "k8s:describeJob", "k8s:deleteJob" -> http.kubernetes(kubernetes);
      case "bedrock:invokeModel" -> {
        SdkService service = service("bedrockruntime");
        yield new BedrockConnector(calls, service, operation(service, "invokeModel"), objects());
      }
      case "events:putEvents" -> {
        SdkService service = service("eventbridge");
        yield new EventsConnector(calls, service, operation(service, "putEvents"));
      }
      case "lambda:invoke" -> lambda();
      default -> OptimizedAction.find(resource.service(), resource.action())
          .map(this::optimized)
          .orElseGet(() -> new UnsupportedConnector(offer()));
    };
  }

  private Connector named(NamedInstancesConnector.Kind kind) {
    return new NamedInstancesConnector(
        optimized(OptimizedAction.emr(kind.list())), optimized(OptimizedAction.emr(kind.modify())),
        kind);
  }

  private Connector generic(String token, String action) {
    Optional<SdkService> service = catalog.service(token);
    if (service.isEmpty()) {
      return new UnsupportedConnector(offer());
    }
    return service.flatMap(found -> catalog.operation(found, action))
        .<Connector>map(operation -> new AwsSdkConnector(calls, service.get(), operation))
        .orElseGet(() -> new UnsupportedConnector(
            "the AWS SDK's service " + token + " has no action " + action));
  }

  private Connector optimized(OptimizedAction action) {
    SdkService service = service(action.service());
    return new OptimizedConnector(calls, service, operation(service, action.action()), action);
  }

  private Connector lambda() {
    SdkService service = service("lambda");
    return new LambdaConnector(calls, service, operation(service, "invoke"), functions);
  }

  /** A service whose module is a dependency of this one. */
  private SdkService service(String token) {
    return catalog.service(token)
        .orElseThrow(() -> new IllegalStateException("The SDK's module " + token + " is missing"));
  }

  private SdkOperation operation(SdkService service, String action) {
    return catalog.operation(service, action).orElseThrow(
        () -> new IllegalStateException("The SDK has no " + service.token() + ':' + action));
  }

  private String offer() {
    return OFFER + String.join(", ", OptimizedAction.all()) + ", and aws-sdk calls of "
        + String.join(", ", catalog.tokens()) + "; more by the SDK's jars in "
        + TaskSettings.SDK_DIR;
  }

  @Override
  public void close() {
    http.close();
    functions.close();
    credentials.close();
    clients.close();
  }
}
