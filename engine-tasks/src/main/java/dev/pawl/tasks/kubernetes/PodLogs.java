package dev.pawl.tasks.kubernetes;

import dev.pawl.tasks.http.HttpReply;
import dev.pawl.tasks.http.HttpResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The logs of a job's pods, as AWS gives them: {@code pods.NAME.containers.NAME.log}.
 *
 * @param options {@code LogOptions}: {@code RawLogs} leaves JSON as text, {@code LogParameters} go to Kubernetes
 */
record PodLogs(Api api, Map<?, ?> options) {
  /** All logs together are part of a result, which may have 262,144 bytes as text. */
  private static final int MOST_BYTES = 131_072;
  private static final int LINES = 1_000;
  private static final int MOST_PODS = 20;
  private static final String METADATA = "metadata";

  Map<String, @Nullable Object> of(String namespace, String job)
      throws IOException, InterruptedException {
    String pods = "/api/v1/namespaces/" + namespace + "/pods";
    HttpReply reply = api.get(KubernetesCalls.path(pods,
        Map.of("labelSelector", "job-name=" + job, "limit", MOST_PODS)));
    List<Container> containers = reply.isSuccess() ? containers(reply) : List.of();
    Map<String, @Nullable Object> found = new LinkedHashMap<>();
    for (Container one : containers) {
      HttpReply log = api.get(KubernetesCalls.path(pods + '/' + one.pod() + "/log",
          parameters(one.name(), MOST_BYTES / containers.size())));
      if (log.isSuccess()) {
        add(found, one, HttpResult.text(log).orElse(""));
      }
    }
    Map<String, @Nullable Object> logs = new LinkedHashMap<>();
    logs.put("pods", found);
    return logs;
  }

  private record Container(String pod, String name) {}

  private static List<Container> containers(HttpReply reply) {
    List<Container> containers = new ArrayList<>();
    if (HttpResult.json(HttpResult.text(reply).orElse("")) instanceof Map<?, ?> list
        && list.get("items") instanceof List<?> pods) {
      for (Object one : pods) {
        if (one instanceof Map<?, ?> pod) {
          String name = KubernetesCalls.name("pod", KubernetesCalls.required(
              KubernetesCalls.object(pod, METADATA), "name"));
          if (KubernetesCalls.object(pod, "spec").get("containers") instanceof List<?> parts) {
            parts.stream().filter(Map.class::isInstance).map(part -> (Map<?, ?>) part)
                .forEach(part -> containers.add(
                    new Container(name, KubernetesCalls.required(part, "name"))));
          }
        }
      }
    }
    return containers;
  }

  private Map<String, @Nullable Object> parameters(String container, int bytes) {
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    parameters.put("tailLines", LINES);
    KubernetesCalls.object(options, "LogParameters")
        .forEach((name, value) -> parameters.put(String.valueOf(name), value));
    parameters.remove("follow");
    parameters.put("container", container);
    parameters.put("limitBytes", bytes);
    return parameters;
  }

  @SuppressWarnings("unchecked") // made here
  private void add(Map<String, @Nullable Object> pods, Container one, String log) {
    boolean isRaw = Boolean.TRUE.equals(options.get("RawLogs"));
    var pod = (Map<String, @Nullable Object>) pods.computeIfAbsent(one.pod(),
        _ -> new LinkedHashMap<>(Map.of("containers", new LinkedHashMap<>())));
    var all = (Map<String, @Nullable Object>) Objects.requireNonNull(
        Objects.requireNonNull(pod).get("containers"));
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("log", isRaw ? log : HttpResult.json(log));
    all.put(one.name(), entry);
  }
}
