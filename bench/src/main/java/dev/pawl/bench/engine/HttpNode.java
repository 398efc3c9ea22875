package dev.pawl.bench.engine;

import dev.pawl.core.json.Json;
import dev.pawl.db.vault.MasterKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A node in a process of its own, and a client that signs. What it calls at AWS is refused on this machine. */
public final class HttpNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AwsCredentialsIdentity KEY = AwsCredentialsIdentity.create("AKIABENCH",
      "bench-secret");

  static {
    // Less than the node's 60 s: a connection that it closes while a request is on its way would fail the request.
    System.setProperty("jdk.httpclient.keepalive.timeout", "10");
  }

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .build();
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final URI endpoint;
  private final Process process;

  private HttpNode(URI endpoint, Process process) {
    this.endpoint = endpoint;
    this.process = process;
  }

  /** Starts a node on a database, and waits until it answers. */
  static HttpNode start(ScratchDatabase postgres) throws IOException, InterruptedException {
    return start(List.of(), ProcessBuilder.Redirect.DISCARD, Map.of("PAWL_AUTH", "off"), postgres);
  }

  /** The same for a node that asks who sends a request. */
  static HttpNode startAsking(ScratchDatabase postgres) throws IOException, InterruptedException {
    return start(List.of(), ProcessBuilder.Redirect.DISCARD,
        Map.of("PAWL_AUTH", "required", "PAWL_MASTER_KEY", MasterKey.generate(),
            "PAWL_ACCESS_KEY_ID", KEY.accessKeyId(), "PAWL_SECRET_ACCESS_KEY",
            KEY.secretAccessKey()),
        postgres);
  }

  /**
   * The same within a heap of so many megabytes, collected as docs/security.md says for small ones.
   *
   * @param log where what it says goes
   */
  public static HttpNode startWithin(int megabytes, Path log, ScratchDatabase postgres)
      throws IOException, InterruptedException {
    return start(List.of("-Xmx" + megabytes + "m", "-XX:+UseParallelGC"),
        ProcessBuilder.Redirect.to(log.toFile()),
        Map.of("PAWL_AUTH", "off"), postgres);
  }

  /** The same whose queues are somewhere else. */
  static HttpNode startWithQueues(URI sqs, ScratchDatabase postgres)
      throws IOException, InterruptedException {
    return start(List.of(), ProcessBuilder.Redirect.DISCARD,
        Map.of("PAWL_AUTH", "off", "PAWL_AWS_ENDPOINT_URL_SQS", sqs.toString()), postgres);
  }

  /** As a machine that loses its power. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private static HttpNode start(List<String> options, ProcessBuilder.Redirect log,
      Map<String, String> settings, ScratchDatabase postgres)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>(List.of(program("java")));
    command.addAll(options);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "-jar", jar().toString(), "server"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(log);
    builder.environment().put("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    builder.environment().put("PAWL_DB_URL", postgres.url());
    builder.environment().putAll(settings);
    builder.environment().put("PAWL_PORT", String.valueOf(port));
    HttpNode node = new HttpNode(URI.create("http://127.0.0.1:" + port + "/"), builder.start());
    node.awaitHealth();
    return node;
  }

  /** Beside this program's own jar, in the sibling module. */
  private static Path jar() {
    Path here = Path.of(HttpNode.class.getProtectionDomain().getCodeSource().getLocation()
        .getPath());
    for (Path up = here; up != null; up = up.getParent()) {
      Path jar = up.resolve("engine-server/target/pawl.jar");
      if (Files.exists(jar)) {
        return jar;
      }
    }
    throw new IllegalStateException("engine-server/target/pawl.jar is not built; use ./pawl");
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitHealth() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (send(health()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet, and is asked again.
      }
      Thread.sleep(Duration.ofMillis(500));
    }
    throw new IllegalStateException("the node did not start");
  }

  public URI endpoint() {
    return endpoint;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** A request that does nothing. */
  public HttpRequest health() {
    return HttpRequest.newBuilder(endpoint.resolve("/health")).build();
  }

  /** A signed request of an operation; it may be sent again and again for 15 minutes. */
  HttpRequest request(String operation, Map<String, ?> body) {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest request = SdkHttpFullRequest.builder().uri(endpoint)
        .method(SdkHttpMethod.POST)
        .putHeader("Content-Type", "application/x-amz-json-1.0")
        .putHeader("X-Amz-Target", "AWSStepFunctions." + operation)
        .build();
    SdkHttpRequest signed = signer.sign(sign -> sign.identity(KEY).request(request)
        .payload(ContentStreamProvider.fromByteArray(bytes))
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "states")
        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")).request();
    HttpRequest.Builder http = HttpRequest.newBuilder(endpoint)
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    signed.forEachHeader((name, values) -> {
      if (!List.of("Host", "Content-Length").contains(name)) {
        values.forEach(value -> http.header(name, value));
      }
    });
    return http.build();
  }

  /**
   * Sends a request whose answer nobody reads.
   *
   * @throws IllegalStateException where the answer is a refusal
   */
  void expectOk(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + ": " + response.body());
    }
  }

  /** Sends a request, whatever the answer. */
  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /**
   * Sends a request.
   *
   * @return the answer
   * @throws IllegalStateException where it is a refusal
   */
  Map<?, ?> call(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request);
    if (response.statusCode() == 200 && Json.parse(response.body()) instanceof Map<?, ?> answer) {
      return answer;
    }
    throw new IllegalStateException(response.statusCode() + ": " + response.body());
  }

  /**
   * Makes a state machine.
   *
   * @return its ARN
   */
  String machine(String name, String definition) throws IOException, InterruptedException {
    return machine(name, definition, "STANDARD");
  }

  /**
   * Makes a state machine of a type.
   *
   * @return its ARN
   */
  public String machine(String name, String definition, String type)
      throws IOException, InterruptedException {
    return String.valueOf(call(request("CreateStateMachine", Map.of("name", name, "roleArn",
        "arn:aws:iam::000000000000:role/bench", "definition", definition, "type", type)))
        .get("stateMachineArn"));
  }

  /** How many platform threads the node has. */
  long threads() throws IOException, InterruptedException {
    return number("java\\.threads\\.live=(\\d+)", "PerfCounter.print");
  }

  /** The bytes of heap that are in use after a collection. */
  long heap() throws IOException, InterruptedException {
    tell("GC.run");
    return number("(?:total|heap).*?used (\\d+)K", "GC.heap_info") * 1024;
  }

  private long number(String pattern, String command) throws IOException, InterruptedException {
    String text = tell(command);
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("jcmd " + command + " says " + text);
    }
    return Long.parseLong(found.group(1));
  }

  private String tell(String command) throws IOException, InterruptedException {
    Process jcmd = new ProcessBuilder(program("jcmd"), String.valueOf(process.pid()), command)
        .redirectErrorStream(true).start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    jcmd.waitFor();
    return text;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    // Its long polls have ended with the node.
    client.shutdownNow();
  }
}
