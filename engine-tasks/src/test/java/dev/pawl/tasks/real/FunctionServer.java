package dev.pawl.tasks.real;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback whose paths are functions that the test gives. */
public final class FunctionServer implements AutoCloseable {
  /** What the server does for one path. Runs on a virtual thread of its own for each call. */
  @FunctionalInterface
  public interface Function {
    Answer answer(Call call) throws InterruptedException;
  }

  /**
   * One request.
   *
   * @param body the text of its body
   * @param headers by name in lower case; the first value of each
   */
  public record Call(String body, Map<String, String> headers) {}

  /** What goes back. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** A function's return value, as JSON text. */
    public static Answer value(String json) {
      return new Answer(200, Map.of("Content-Type", "application/json"), json);
    }

    /** A function that ended with an error. */
    public static Answer error(String type, String message) {
      return new Answer(200, Map.of("X-Amz-Function-Error", "Unhandled"),
          "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}");
    }

    public static Answer status(int status, String body) {
      return new Answer(status, Map.of(), body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Function> functions = new ConcurrentHashMap<>();
  private final Map<String, List<Call>> calls = new ConcurrentHashMap<>();

  private FunctionServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  public static FunctionServer start() {
    try {
      return new FunctionServer(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a function at a path; a name without a slash in front, or empty for the root. */
  public FunctionServer on(String name, Function function) {
    functions.put(name, function);
    return this;
  }

  public URI url(String name) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
  }

  /** The requests that came for a function, in order of their arrival. */
  public List<Call> calls(String name) {
    return calls.computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring(1);
      Map<String, String> headers = new ConcurrentHashMap<>();
      exchange.getRequestHeaders().forEach((header, values) -> headers
          .put(header.toLowerCase(Locale.ROOT), values.getFirst()));
      Call call = new Call(
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), headers);
      calls(name).add(call);
      Function function = functions.get(name);
      send(exchange, function == null
          ? Answer.status(404, "no function " + name)
          : function.answer(call));
    } catch (InterruptedException _) {
      // The server is being closed: nobody waits for this answer.
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
