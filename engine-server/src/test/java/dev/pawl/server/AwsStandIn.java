package dev.pawl.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A moto_server behind a proxy that writes down what is called. */
final class AwsStandIn implements AutoCloseable {
  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]+)");
  private static final Set<String> NOT_PASSED_ON = Set.of("host", "content-length", "connection",
      "expect", "transfer-encoding", "upgrade");

  private final Process moto;
  private final URI behind;
  private final HttpServer proxy;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .build();
  private final List<String> calls = new CopyOnWriteArrayList<>();

  private AwsStandIn(Process moto, URI behind) throws IOException {
    this.moto = moto;
    this.behind = behind;
    this.proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext("/", this::pass);
    proxy.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    proxy.start();
  }

  /** Where the program is; empty on machines without it. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of)
        .map(folder -> folder.resolve("moto_server")).filter(Files::isExecutable).findFirst();
  }

  static AwsStandIn start(Path program, Path log) {
    int port = PawlProcess.freePort();
    try {
      Process moto = new ProcessBuilder(program.toString(), "-H", "127.0.0.1", "-p",
          Integer.toString(port)).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      AwsStandIn standIn = new AwsStandIn(moto, URI.create("http://127.0.0.1:" + port));
      Awaitility.await().until(standIn::answers);
      return standIn;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return client.send(HttpRequest.newBuilder(behind.resolve("/moto-api/")).build(),
          HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort());
  }

  /** What was called, as {@code Action}, or as method and path where there is none. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  private void pass(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request = HttpRequest.newBuilder(
        behind.resolve(exchange.getRequestURI().toString()))
        .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange.getRequestHeaders().forEach((name, values) -> {
      if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
        values.forEach(value -> request.header(name, value));
      }
    });
    calls.add(action(exchange, new String(body, StandardCharsets.ISO_8859_1)));
    try {
      HttpResponse<byte[]> answer = client.send(request.build(),
          HttpResponse.BodyHandlers.ofByteArray());
      answer.headers().map().forEach((name, values) -> {
        if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
          exchange.getResponseHeaders().put(name, values);
        }
      });
      boolean isEmpty = answer.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(answer.statusCode(), isEmpty ? -1 : answer.body().length);
      if (!isEmpty) {
        exchange.getResponseBody().write(answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static String action(HttpExchange exchange, String body) {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      return target.substring(target.indexOf('.') + 1);
    }
    Matcher action = ACTION.matcher(body);
    return action.find()
        ? action.group(1)
        : exchange.getRequestMethod() + ' ' + exchange.getRequestURI().getPath();
  }

  @Override
  public void close() {
    proxy.stop(0);
    client.close();
    moto.destroy();
  }
}
