package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.JobReport;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.http.HttpSettings;
import dev.pawl.tasks.job.JobKind;
import dev.pawl.tasks.kubernetes.OwnCluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of Kubernetes at a server that keeps them as Kubernetes does, with a certificate that only its cluster knows. */
final class KubernetesTest {
  private static final String COLLECTION = "/apis/batch/v1/namespaces/batch/jobs";
  private static final String PASSWORD = "changeit";

  @TempDir
  private static Path keys;

  private static String authority = "";

  private final Map<String, Map<?, ?>> jobs = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile String condition = "";
  private volatile String token = "";
  private HttpsServer server;
  private String url = "";
  private Connectors connectors;

  @BeforeAll
  static void makeCertificate() throws IOException, InterruptedException,
      GeneralSecurityException {
    Path store = keys.resolve("keys.p12");
    Process keytool = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
        "-alias", "server", "-keyalg", "EC", "-dname", "CN=cluster", "-ext",
        "SAN=IP:127.0.0.1", "-keystore", store.toString(), "-storepass", PASSWORD)
        .redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    Certificate certificate = keys(store).getCertificate("server");
    authority = "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private static KeyStore keys(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream content = Files.newInputStream(file)) {
      store.load(content, PASSWORD.toCharArray());
    }
    return store;
  }

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    KeyManagerFactory managers = KeyManagerFactory
        .getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys(keys.resolve("keys.p12")), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", this::serve);
    server.start();
    url = "https://127.0.0.1:" + server.getAddress().getPort();
    Path ca = Files.writeString(keys.resolve("ca.crt"), authority);
    Path secret = Files.writeString(keys.resolve("token"), "of-the-pod\n");
    connectors = new Connectors(Attempts.SETTINGS
        .withHttp(HttpSettings.fromEnvironment(Map.of(HttpSettings.ALLOW, url)))
        .withAwsEndpoint(Optional.of(URI.create(url)))
        .withKubernetes(OwnCluster.fromEnvironment(Map.of(OwnCluster.URL, url, OwnCluster.CA_FILE,
            ca.toString(), OwnCluster.TOKEN_FILE, secret.toString()))));
  }

  @AfterEach
  void stop() {
    connectors.close();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    calls.add(method + " " + exchange.getRequestURI());
    token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (method.equals("POST") && path.equals(COLLECTION)) {
      Map<?, ?> job = (Map<?, ?>) Objects.requireNonNull(Json.parse(body));
      String name = String.valueOf(Attempts.inner(job, "metadata").get("name"));
      boolean isNew = jobs.putIfAbsent(name, job) == null;
      answer(exchange, isNew ? 201 : 409, isNew
          ? withStatus(job)
          : "{\"kind\":\"Status\",\"reason\":\"AlreadyExists\"}");
    } else if (path.startsWith(COLLECTION + '/')) {
      String name = path.substring(COLLECTION.length() + 1);
      Map<?, ?> job = method.equals("DELETE") ? jobs.remove(name) : jobs.get(name);
      answer(exchange, job == null ? 404 : 200, job == null
          ? "{\"kind\":\"Status\",\"reason\":\"NotFound\"}"
          : withStatus(job));
    } else if (path.equals("/api/v1/namespaces/batch/pods")) {
      answer(exchange, 200, "{\"items\": [{\"metadata\": {\"name\": \"p-1\"}, \"spec\":"
          + " {\"containers\": [{\"name\": \"main\"}, {\"name\": \"side\"}]}}]}");
    } else if (path.equals("/api/v1/namespaces/batch/pods/p-1/log")) {
      answer(exchange, 200, exchange.getRequestURI().getQuery().contains("container=main")
          ? "{\"rows\": 3}"
          : "plain");
    } else {
      answer(exchange, 404, "{\"kind\":\"Status\",\"reason\":\"NotFound\"}");
    }
  }

  private String withStatus(Map<?, ?> job) {
    Map<Object, Object> all = new LinkedHashMap<>(job);
    Map<Object, Object> metadata = new LinkedHashMap<>(Attempts.inner(job, "metadata"));
    metadata.put("namespace", "batch");
    all.put("metadata", metadata);
    List<Map<String, String>> conditions = new ArrayList<>();
    if (!condition.isEmpty()) {
      conditions.add(Map.of("type", "Suspended", "status", "False"));
      conditions.add(Map.of("type", condition, "status", "True"));
    }
    all.put("status", Map.of("conditions", conditions));
    return Json.write(all);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Outcome<Payload> call(Resource.Service resource, Payload parameters)
      throws InterruptedException {
    return connectors.of(resource).call(Attempts.request(resource, parameters.text()));
  }

  private static Payload ok(Outcome<Payload> outcome) {
    return Payload.of(Attempts.tree(outcome));
  }

  private JobReport look(JobKind kind, Payload parameters, Payload begun)
      throws InterruptedException {
    JobKind.Errand look = kind.look(parameters, begun);
    return kind.report(parameters, begun, call(look.resource(), look.parameters()));
  }

  private Payload eks(String more) {
    return Payload.parse("{\"ClusterName\": \"c\", \"Endpoint\": \"" + url
        + "\", \"CertificateAuthority\": \""
        + Base64.getEncoder().encodeToString(authority.getBytes(StandardCharsets.US_ASCII))
        + "\", " + more + "}");
  }

  private static final String JOB = "\"Namespace\": \"batch\", \"LogOptions\": {\"RetrieveLogs\": true},"
      + " \"Job\": {\"metadata\": {\"generateName\": \"nightly-\"}, \"spec\": {\"template\": {}}}";

  @Test
  void aJobRunsToItsEndAndTellsItsLogs() throws InterruptedException {
    for (String name : List.of("k8s:job", "eks:runJob")) {
      jobs.clear();
      condition = "";
      Resource.Service resource = Attempts.job(name);
      JobKind kind = JobKind.of(resource).orElseThrow();
      Payload parameters = name.startsWith("k8s") ? Payload.parse("{" + JOB + "}") : eks(JOB);
      Payload begun = ok(call(resource, parameters));
      assertThat(begun.text()).contains("\"StatusCode\":201", "\"name\":\"nightly-");
      assertThat(jobs).hasSize(1);
      assertThat(look(kind, parameters, begun)).isEqualTo(new JobReport.Running());

      condition = "Complete";
      Payload output = ok(((JobReport.Ended) look(kind, parameters, begun)).outcome());
      assertThat(output.text()).contains("\"kind\":\"Job\"",
          "\"logs\":{\"pods\":{\"p-1\":{\"containers\":{\"main\":{\"log\":{\"rows\":3}},\"side\":{\"log\":\"plain\"}}}}}");
      assertThat(calls).anyMatch(call -> call.contains("labelSelector=job-name%3Dnightly-"))
          .anyMatch(call -> call.contains("/log?tailLines=1000&container=main&limitBytes=65536"));

      condition = "Failed";
      StatesError error = Attempts
          .error(((JobReport.Ended) look(kind, parameters, begun)).outcome());
      assertThat(error.name()).isEqualTo(StatesError.TASK_FAILED);
      assertThat(error.cause()).contains("\"type\":\"Failed\"", "\"logs\"");

      JobKind.Errand stop = kind.stop(parameters, begun).orElseThrow();
      ok(call(stop.resource(), stop.parameters()));
      assertThat(jobs).isEmpty();
      assertThat(calls.getLast()).startsWith("DELETE ").endsWith("propagationPolicy=Background");

      StatesError gone = Attempts
          .error(((JobReport.Ended) look(kind, parameters, begun)).outcome());
      assertThat(gone.name()).isEqualTo(name.startsWith("k8s") ? "K8s.404" : "EKS.404");
    }
  }

  /** A node may be lost between the call and its answer. */
  @Test
  void anAttemptBeginsOneJobHoweverOftenItAsks() throws InterruptedException {
    Resource.Service resource = Attempts.job("k8s:job");
    Payload parameters = Payload.parse("{\"Namespace\": \"batch\", \"Job\": {\"metadata\":"
        + " {\"name\": \"fixed\"}, \"spec\": {}}}");
    ok(call(resource, parameters));
    ok(call(resource, parameters));
    assertThat(jobs).hasSize(1);

    jobs.put("fixed", Map.of("metadata", Map.of("name", "fixed")));
    StatesError error = Attempts.error(call(resource, parameters));
    assertThat(error.name()).isEqualTo("K8s.409");
    assertThat(error.cause()).contains("AlreadyExists");
  }

  @Test
  void whoCallsIsToldToTheCluster() throws InterruptedException {
    call(Attempts.job("k8s:job"), Payload.parse("{" + JOB + "}"));
    assertThat(token).isEqualTo("Bearer of-the-pod");

    call(Attempts.service("eks:call"),
        eks("\"Method\": \"GET\", \"Path\": \"" + COLLECTION + "\""));
    assertThat(token).startsWith("Bearer k8s-aws-v1.");
    String who = new String(Base64.getUrlDecoder()
        .decode(token.substring("Bearer k8s-aws-v1.".length())), StandardCharsets.US_ASCII);
    assertThat(who).startsWith("https://sts.amazonaws.com/?").contains("Action=GetCallerIdentity",
        "X-Amz-Expires=60", "X-Amz-SignedHeaders=host%3Bx-k8s-aws-id", "X-Amz-Signature=");
  }

  @Test
  void anyCallOfTheApi() throws InterruptedException {
    jobs.put("j", Map.of("metadata", Map.of("name", "j")));
    Map<?, ?> result = Attempts.result(call(Attempts.service("eks:call"), eks(
        "\"Method\": \"GET\", \"Path\": \"" + COLLECTION
            + "/j\", \"QueryParameters\": {\"a\": [\"x y\", \"z\"], \"b\": \"1\"}")));
    assertThat(calls).containsExactly("GET " + COLLECTION + "/j?a=x%20y&a=z&b=1");
    assertThat(result.get("StatusCode")).hasToString("200");
    assertThat(Attempts.inner(result, "ResponseBody").get("metadata")).isNotNull();

    StatesError error = Attempts.error(call(Attempts.service("eks:call"),
        eks("\"Method\": \"GET\", \"Path\": \"/nowhere\"")));
    assertThat(error.name()).isEqualTo("EKS.404");
  }

  @Test
  void callsThatAreNoneAreNotMade() throws InterruptedException {
    for (String[] row : new String[][]{
        {"{}", "'ClusterName' is required"},
        {eks("\"Method\": \"GET\"").text(), "'Path' is required"},
        {eks("\"Method\": \"FETCH\", \"Path\": \"/a\"").text(), "'Method' is not one of"},
        {eks("\"Method\": \"GET\", \"Path\": \"/a/../b\"").text(), "'Path' has an invalid"},
        {eks("\"Method\": \"GET\", \"Path\": \"/a/%2e%2e/b\"").text(), "'Path' has an invalid"},
        {eks("\"Method\": \"GET\", \"Path\": \"@evil\"").text(), "'Path' has an invalid"},
        {"{\"ClusterName\": \"c\", \"Endpoint\": \"" + url
            + "\", \"CertificateAuthority\": \"AAAA\", \"Method\": \"GET\", \"Path\": \"/a\"}",
            "certificate authority"}}) {
      StatesError error = Attempts.error(call(Attempts.service("eks:call"),
          Payload.parse(row[0])));
      assertThat(error.name()).isEqualTo("States.Runtime");
      assertThat(error.cause()).contains(row[1]);
    }
    StatesError blocked = Attempts.error(call(Attempts.service("eks:call"), Payload.parse(
        eks("\"Method\": \"GET\", \"Path\": \"/a\"").text()
            .replace(url, "https://10.0.0.1"))));
    assertThat(blocked.name()).isEqualTo(StatesError.PERMISSIONS);
    assertThat(calls).isEmpty();
  }

  /** Another server with the same address does not get the token. */
  @Test
  void aServerThatTheAuthorityDoesNotVouchForIsNotTalkedTo() throws InterruptedException {
    try (Connectors distrusting = new Connectors(Attempts.SETTINGS.withKubernetes(
        OwnCluster.fromEnvironment(Map.of(OwnCluster.URL, url))))) {
      Resource.Service resource = Attempts.job("k8s:job");
      StatesError error = Attempts.error(distrusting.of(resource)
          .call(Attempts.request(resource, "{" + JOB + "}")));
      assertThat(error.name()).isEqualTo("K8s.SdkClientException");
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void withoutAClusterTheCauseSaysWhatToSet() throws InterruptedException {
    try (Connectors none = new Connectors(Attempts.SETTINGS)) {
      Resource.Service resource = Attempts.job("k8s:job");
      assertThat(Attempts.error(none.of(resource)
          .call(Attempts.request(resource, "{" + JOB + "}"))).cause())
          .contains("set PAWL_KUBERNETES_URL");
    }
  }
}
