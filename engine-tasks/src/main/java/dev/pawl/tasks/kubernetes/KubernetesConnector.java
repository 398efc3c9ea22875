package dev.pawl.tasks.kubernetes;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Causes;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.http.GuardedHttp;
import dev.pawl.tasks.http.HttpFailures;
import dev.pawl.tasks.http.HttpReply;
import dev.pawl.tasks.http.HttpResult;
import dev.pawl.tasks.http.InvalidCallException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls the API of Kubernetes: {@code eks:call}, {@code eks:runJob} and {@code k8s:job}, and what is asked and stopped for
 * jobs that are waited for (reference: service-integrations, sections 3 and 4).
 */
public final class KubernetesConnector implements Connector {
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final String prefix;
  private final GuardedHttp http;
  private final Clusters clusters;

  /** @param prefix of the errors' names */
  public KubernetesConnector(String prefix, GuardedHttp http, Clusters clusters) {
    this.prefix = prefix;
    this.http = http;
    this.clusters = clusters;
  }

  /** A job carries the attempt that began it: one that is there already is found and not begun again. */
  @Override
  public RecoveryClass recovery(Resource resource) {
    return resource instanceof Resource.Service service && service.action().equals("call")
        ? RecoveryClass.UNKNOWN
        : RecoveryClass.RESEND;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    return HttpFailures.caught(request, prefix + ".SdkClientException", () -> {
      Map<?, ?> parameters = HttpFailures.members(request);
      Outcome<Cluster> cluster = clusters.of(request, parameters);
      return switch (cluster) {
        case Outcome.Failed<Cluster> failed -> Outcome.failed(failed.error());
        case Outcome.Ok<Cluster>(Cluster found) -> call(
            new Api(http, found, shorter(request.timeout())), request, parameters);
      };
    });
  }

  private static Duration shorter(Duration timeout) {
    return timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
  }

  private Outcome<Payload> call(Api api, TaskRequest request, Map<?, ?> parameters)
      throws IOException, InterruptedException {
    Jobs jobs = new Jobs(api, this::failed);
    return switch (((Resource.Service) request.resource()).action()) {
      case "call" -> any(api, parameters);
      case "runJob", "job" -> jobs.run(parameters, request.idempotencyToken());
      case "describeJob" -> jobs.describe(parameters);
      case "deleteJob" -> jobs.delete(parameters);
      default -> throw new IllegalStateException(
          "no call of Kubernetes is named " + request.resource().arn());
    };
  }

  private Outcome<Payload> any(Api api, Map<?, ?> parameters)
      throws IOException, InterruptedException {
    String method = KubernetesCalls.required(parameters, "Method");
    if (!METHODS.contains(method)) {
      throw new InvalidCallException(
          "The value of the field 'Method' is not one of GET, POST, PUT, PATCH and DELETE");
    }
    Object body = parameters.get("RequestBody");
    HttpReply reply = api.send(method,
        KubernetesCalls.path(KubernetesCalls.required(parameters, "Path"),
            KubernetesCalls.object(parameters, "QueryParameters")),
        body == null ? Optional.empty() : Optional.of(KubernetesCalls.bytes(body)));
    Optional<String> text = HttpResult.text(reply);
    if (text.isEmpty()) {
      return Outcome.failed(HttpResult.notText(reply));
    }
    return reply.isSuccess()
        ? Outcome.ok(HttpResult.of(reply, reply.headers(), text.get()))
        : Outcome.failed(failed(reply));
  }

  private StatesError failed(HttpReply reply) {
    return new StatesError(prefix + '.' + reply.status(),
        Causes.cut(HttpResult.text(reply).orElse("")));
  }
}
