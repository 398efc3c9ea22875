package dev.pawl.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Payload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without a mock a function is really called. */
@Timeout(60)
class RealCallsTest {
  @TempDir
  private Path folder = Path.of("");

  private HttpServer server;

  RealCallsTest() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void listen() {
    server.createContext("/", exchange -> {
      byte[] body = exchange.getRequestBody().readAllBytes();
      byte[] answer = ("{\"got\":" + new String(body, StandardCharsets.UTF_8) + "}")
          .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aFunctionIsCalledByItsUrlWhileVirtualTimeWaitsForIt() throws Exception {
    Path functions = Files.writeString(folder.resolve("functions.yaml"),
        "greet: http://127.0.0.1:" + server.getAddress().getPort() + "/\n");
    try (Outside outside = Outside.fromEnvironment(
        Map.of("PAWL_FUNCTIONS_FILE", functions.toString()), "us-east-1", "123456789012")) {
      LocalResult result = Running.of("""
          {"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "TimeoutSeconds": 30,
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:greet", "End": true}}}""")
          .reaching(outside).run("{\"a\":1}");

      assertThat(result.output()).isEqualTo(Payload.ofText("{\"got\":{\"a\":1}}"));
      assertThat(result.stoppedAt()).isEqualTo(Running.BEGINNING);
    }
  }
}
