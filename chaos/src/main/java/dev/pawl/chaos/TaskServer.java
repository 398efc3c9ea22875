package dev.pawl.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The functions that tasks call. Each delivery is in the ledger before it is answered, so that what the engine says of
 * a call can be held against what its target saw.
 */
final class TaskServer implements AutoCloseable {
  private static final List<String> FUNCTIONS = List.of("work", "broken", "callback", "silent",
      "express", "echo", "item", "report");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Journal ledger;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Api api;

  TaskServer(Journal ledger) {
    this.ledger = ledger;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Who is told of finished callbacks. */
  void answerTo(Api known) {
    api = known;
  }

  /** The functions as a node is told of them, reached through a port. */
  static String functionsFile(int port) {
    var text = new StringBuilder("functions:\n");
    FUNCTIONS.forEach(name -> text.append(
        "  %s: http://127.0.0.1:%d/%s%n".formatted(name, port, name)));
    return text.toString();
  }

  /** An answer as the engine takes it. */
  private record Answer(int status, boolean isError, String body) {}

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String function = exchange.getRequestURI().getPath().substring(1);
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
      Map<?, ?> input = Json.parse(body) instanceof Map<?, ?> tree ? tree : Map.of();
      String execution = String.valueOf(input.get("execution"));
      String nonce = UUID.randomUUID().toString();
      ledger.note("delivered",
          Map.of("function", function, "key", key, "execution", execution, "nonce", nonce, "n",
              String.valueOf(input.get("n"))));
      Answer answer = answer(function, input, execution, key, nonce);
      ledger.note("answered", Map.of("key", key, "nonce", nonce, "ok",
          answer.status() == 200 && !answer.isError()));
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      if (answer.isError()) {
        exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
      }
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(String function, Map<?, ?> input, String execution, String key,
      String nonce) {
    return switch (function) {
      case "work" -> work(input, nonce);
      case "express", "item" -> result(input, nonce);
      case "echo" -> new Answer(200, false, Json.write(input));
      case "broken" -> seen.add(execution)
          ? new Answer(200, true, "{\"errorType\":\"Broken\",\"errorMessage\":\"the first time\"}")
          : result(input, nonce);
      case "callback" -> {
        threads.execute(() -> callBack(String.valueOf(input.get("token")), execution, key));
        yield new Answer(200, false, "{\"accepted\":true}");
      }
      case "report" -> {
        // The token is another execution's, whose call did not come here.
        String parent = String.valueOf(input.get("parent"));
        threads.execute(() -> callBack(String.valueOf(input.get("token")), parent, parent));
        yield new Answer(200, false, "{\"accepted\":true}");
      }
      default -> new Answer(200, false, "{}");
    };
  }

  /** Mostly quick, sometimes slow, sometimes in trouble. */
  private static Answer work(Map<?, ?> input, String nonce) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int fate = random.nextInt(100);
    Pause.of(Duration.ofMillis(
        fate < 4 ? random.nextInt(3_000, 12_000) : random.nextInt(5, 150)));
    return switch (fate) {
      case 90, 91, 92 -> new Answer(500, false, "trouble");
      case 93, 94 -> new Answer(429, false, "too many");
      case 95, 96 ->
        new Answer(200, true, "{\"errorType\":\"Trouble\",\"errorMessage\":\"by chance\"}");
      default -> result(input, nonce);
    };
  }

  private static Answer result(Map<?, ?> input, String nonce) {
    return new Answer(200, false,
        "{\"n\":" + Json.write(input.get("n")) + ",\"nonce\":\"" + nonce + "\"}");
  }

  /** Answers a token after a while; sometimes twice at once, with different answers. */
  private void callBack(String token, String execution, String key) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Pause.of(Duration.ofMillis(random.nextInt(0, 3_000)));
    int rivals = random.nextInt(4) == 0 ? 2 : 1;
    for (int i = 0; i < rivals; i++) {
      threads.execute(() -> sendSuccess(token, execution, key));
    }
  }

  private void sendSuccess(String token, String execution, String key) {
    Api known = api;
    if (known == null) {
      return;
    }
    String nonce = UUID.randomUUID().toString();
    ledger.note("sending", Map.of("execution", execution, "nonce", nonce));
    Api.Result<?> result = known.call(PATIENCE,
        client -> client.sendTaskSuccess(
            send -> send.taskToken(token).output("{\"nonce\":\"" + nonce + "\"}")));
    ledger.note("token", Map.of("execution", execution, "key", key, "nonce", nonce,
        "accepted", result.value() != null, "error", result.error(), "doubtful",
        result.isDoubtful()));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
