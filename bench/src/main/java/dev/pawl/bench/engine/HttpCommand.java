package dev.pawl.bench.engine;

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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Measures StartExecution over HTTP, signed, against a node in a process of its own. */
@Command(name = "http", mixinStandardHelpOptions = true, description = {
    "Measures signed StartExecution calls of five Pass states over HTTP against a node in a process of its own,",
    "beside GET /health of the same node, which does nothing. Takes about two minutes."})
public final class HttpCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern MACHINE = Pattern
      .compile("\"stateMachineArn\"\\s*:\\s*\"([^\"]+)\"");
  private static final AwsCredentialsIdentity KEY = AwsCredentialsIdentity.create("AKIABENCH",
      "bench-secret");

  @Mixin
  private Measuring measuring = new Measuring();

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .build();
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  @Override
  public Integer call() throws Exception {
    Measuring.announce();
    Report report = new Report("http");
    Path jar = nodesJar();
    int port = freePort();
    URI endpoint = URI.create("http://127.0.0.1:" + port + "/");
    try (ScratchDatabase postgres = ScratchDatabase.start()) {
      Process node = node(jar, port, postgres.url());
      try {
        awaitHealth(endpoint, node);
        String machine = machine(endpoint);
        String start = "{\"stateMachineArn\":\"" + machine + "\",\"input\":\""
            + Engine.INPUT.replace("\"", "\\\"") + "\"}";
        HttpRequest health = HttpRequest.newBuilder(endpoint.resolve("/health")).build();
        // One signature serves all: the body is the same, and AWS's signatures are good for 15 minutes.
        HttpRequest signed = signed(endpoint, "StartExecution", start);
        Spread starts = Spread.of(measuring.rates(
            () -> expectOk(client.send(signed, HttpResponse.BodyHandlers.ofString()))));
        Spread nothing = Spread.of(measuring.rates(
            () -> expectOk(client.send(health, HttpResponse.BodyHandlers.ofString()))));
        report.row("signed StartExecution calls per second", starts, "");
        report.row("GET /health of the same node per second", nothing, "");
        report.row("the former against the latter", starts.median() / nothing.median(),
            ">= 0.25");
        report.figure("starts_per_s", starts.median());
        report.figure("no_op_per_s", nothing.median());
        report.figure("vs_no_op", starts.median() / nothing.median());
      } finally {
        node.destroy();
        if (!node.waitFor(30, TimeUnit.SECONDS)) {
          node.destroyForcibly().waitFor();
        }
      }
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  /** Beside this program's own jar, in the sibling module. */
  private static Path nodesJar() {
    Path here = Path.of(HttpCommand.class.getProtectionDomain().getCodeSource().getLocation()
        .getPath());
    for (Path up = here; up != null; up = up.getParent()) {
      Path jar = up.resolve("engine-server/target/pawl.jar");
      if (Files.exists(jar)) {
        return jar;
      }
    }
    throw new IllegalStateException("engine-server/target/pawl.jar is not built; use ./pawl");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process node(Path jar, int port, String url) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar",
        jar.toString(), "server")
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PAWL_DB_URL", url);
    builder.environment().put("PAWL_PORT", String.valueOf(port));
    return builder.start();
  }

  private void awaitHealth(URI endpoint, Process node) throws InterruptedException {
    HttpRequest health = HttpRequest.newBuilder(endpoint.resolve("/health")).build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && node.isAlive()) {
      try {
        if (client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet, and is asked again.
      }
      Thread.sleep(Duration.ofMillis(500));
    }
    throw new IllegalStateException("the node did not start");
  }

  private String machine(URI endpoint) throws IOException, InterruptedException {
    String definition = Machines.passes(5).replace("\"", "\\\"");
    HttpResponse<String> made = client.send(signed(endpoint, "CreateStateMachine",
        "{\"name\":\"bench\",\"roleArn\":\"arn:aws:iam::000000000000:role/bench\",\"definition\":\""
            + definition + "\"}"),
        HttpResponse.BodyHandlers.ofString());
    Matcher arn = MACHINE.matcher(made.body());
    if (!arn.find()) {
      throw new IllegalStateException("no state machine: " + made.body());
    }
    return arn.group(1);
  }

  private HttpRequest signed(URI endpoint, String operation, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
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

  private static void expectOk(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + ": " + response.body());
    }
  }
}
