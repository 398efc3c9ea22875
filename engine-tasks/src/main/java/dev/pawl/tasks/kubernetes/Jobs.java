package dev.pawl.tasks.kubernetes;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.tasks.http.HttpReply;
import dev.pawl.tasks.http.HttpResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Jobs of a cluster.
 *
 * @param failed what a state gets for a reply that refuses
 */
record Jobs(Api api, Function<HttpReply, StatesError> failed) {
  /** Names the attempt that began a job. */
  static final String ATTEMPT = "pawl.dev/attempt";

  private static final int CONFLICT = 409;
  private static final String METADATA = "metadata";
  private static final String NAMESPACE = "Namespace";
  private static final String DEFAULT = "default";

  /**
   * Begins a job.
   *
   * @param attempt who begins it: the same attempt begins one job, however often it asks
   */
  Outcome<Payload> run(Map<?, ?> parameters, String attempt)
      throws IOException, InterruptedException {
    Map<String, @Nullable Object> job = job(KubernetesCalls.object(parameters, "Job"), attempt);
    String namespace = namespace(parameters, job);
    String jobs = "/apis/batch/v1/namespaces/" + namespace + "/jobs";
    HttpReply reply = api.send("POST", jobs, Optional.of(KubernetesCalls.bytes(job)));
    if (reply.status() == CONFLICT) {
      HttpReply there = api.get(jobs + '/' + name(job));
      if (there.isSuccess() && attempt.equals(attempt(tree(there)))) {
        reply = there;
      }
    }
    return reply.isSuccess()
        ? Outcome.ok(HttpResult.of(reply, reply.headers(), HttpResult.text(reply).orElse("")))
        : Outcome.failed(failed.apply(reply));
  }

  private static Map<String, @Nullable Object> job(Map<?, ?> given, String attempt) {
    Map<String, @Nullable Object> job = copy(given);
    job.putIfAbsent("apiVersion", "batch/v1");
    job.putIfAbsent("kind", "Job");
    Map<String, @Nullable Object> metadata = copy(KubernetesCalls.object(given, METADATA));
    Object prefix = metadata.remove("generateName");
    metadata.computeIfAbsent("name", _ -> Objects.toString(prefix, "pawl-") + suffix(attempt));
    Map<String, @Nullable Object> annotations = copy(
        KubernetesCalls.object(metadata, "annotations"));
    annotations.put(ATTEMPT, attempt);
    metadata.put("annotations", annotations);
    job.put(METADATA, metadata);
    return job;
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> members) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    members.forEach((name, value) -> copy.put(String.valueOf(name), value));
    return copy;
  }

  private static String suffix(String attempt) {
    return UUID.nameUUIDFromBytes(attempt.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String namespace(Map<?, ?> parameters, Map<?, ?> job) {
    return KubernetesCalls.name(NAMESPACE, KubernetesCalls.text(parameters, NAMESPACE)
        .or(() -> KubernetesCalls.text(KubernetesCalls.object(job, METADATA), "namespace"))
        .orElse(DEFAULT));
  }

  private static String name(Map<?, ?> job) {
    return KubernetesCalls.name("name",
        KubernetesCalls.required(KubernetesCalls.object(job, METADATA), "name"));
  }

  private static @Nullable Object attempt(Map<?, ?> job) {
    return KubernetesCalls.object(KubernetesCalls.object(job, METADATA), "annotations")
        .get(ATTEMPT);
  }

  private static Map<?, ?> tree(HttpReply reply) {
    return HttpResult.json(HttpResult.text(reply).orElse("")) instanceof Map<?, ?> tree
        ? tree
        : Map.of();
  }

  /** How a job stands, as {@code Job}; with its {@code Logs} once it has ended, where they are wanted. */
  Outcome<Payload> describe(Map<?, ?> parameters) throws IOException, InterruptedException {
    String namespace = namespace(parameters, Map.of());
    String name = KubernetesCalls.name("Name", KubernetesCalls.required(parameters, "Name"));
    HttpReply reply = api.get("/apis/batch/v1/namespaces/" + namespace + "/jobs/" + name);
    if (!reply.isSuccess()) {
      return Outcome.failed(failed.apply(reply));
    }
    Map<?, ?> job = tree(reply);
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("Job", job);
    Map<?, ?> options = KubernetesCalls.object(parameters, "LogOptions");
    if (hasEnded(job) && Boolean.TRUE.equals(options.get("RetrieveLogs"))) {
      result.put("Logs", new PodLogs(api, options).of(namespace, name));
    }
    return Outcome.ok(Payload.of(result));
  }

  private static boolean hasEnded(Map<?, ?> job) {
    return KubernetesCalls.object(job, "status").get("conditions") instanceof List<?> conditions
        && conditions.stream().anyMatch(one -> one instanceof Map<?, ?> condition
            && "True".equals(condition.get("status"))
            && List.of("complete", "failed").contains(
                String.valueOf(condition.get("type")).toLowerCase(Locale.ROOT)));
  }

  /** Ends a job and its pods. */
  Outcome<Payload> delete(Map<?, ?> parameters) throws IOException, InterruptedException {
    HttpReply reply = api.send("DELETE",
        "/apis/batch/v1/namespaces/" + namespace(parameters, Map.of()) + "/jobs/"
            + KubernetesCalls.name("Name", KubernetesCalls.required(parameters, "Name"))
            + "?propagationPolicy=Background",
        Optional.empty());
    return reply.isSuccess()
        ? Outcome.ok(Payload.of(tree(reply)))
        : Outcome.failed(failed.apply(reply));
  }
}
