package dev.pawl.tasks.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;

/** Everything that leads to an address of the operator's is refused, and nothing connects to it. */
final class SsrfTableTest {
  /** With a port of this machine, on which somebody listens, in place of PORT. */
  private static final List<String> URLS = List.of(
      "https://127.0.0.1:PORT/", "https://127.1:PORT/", "https://127.0.1:PORT/",
      "https://2130706433:PORT/", "https://0x7f000001:PORT/", "https://0x7f.0.0.1:PORT/",
      "https://0177.0.0.1:PORT/", "https://00000177.0.0.1:PORT/", "https://017700000001:PORT/",
      "https://127.000.000.001:PORT/", "https://127.0.0.1.:PORT/", "https://0:PORT/",
      "https://0.0.0.0:PORT/", "https://0.1.2.3:PORT/", "https://127.255.255.254:PORT/",
      "https://10.0.0.1:PORT/", "https://172.16.0.1:PORT/", "https://172.31.255.255:PORT/",
      "https://192.168.1.1:PORT/", "https://169.254.169.254:PORT/latest/meta-data/",
      "https://100.64.0.1:PORT/", "https://100.127.255.255:PORT/", "https://192.0.0.1:PORT/",
      "https://192.0.2.1:PORT/", "https://198.18.0.1:PORT/", "https://198.51.100.1:PORT/",
      "https://203.0.113.1:PORT/", "https://224.0.0.1:PORT/", "https://240.0.0.1:PORT/",
      "https://255.255.255.255:PORT/", "https://256.0.0.1:PORT/",
      "https://[::1]:PORT/", "https://[::]:PORT/", "https://[0:0:0:0:0:0:0:1]:PORT/",
      "https://[::ffff:127.0.0.1]:PORT/", "https://[::ffff:7f00:1]:PORT/",
      "https://[::127.0.0.1]:PORT/", "https://[::7f00:1]:PORT/",
      "https://[64:ff9b::127.0.0.1]:PORT/", "https://[64:ff9b::7f00:1]:PORT/",
      "https://[64:ff9b:1::1]:PORT/", "https://[2002:7f00:1::]:PORT/",
      "https://[2001:0:7f00:1::]:PORT/", "https://[fc00::1]:PORT/", "https://[fd12::1]:PORT/",
      "https://[fe80::1]:PORT/", "https://[fe80::1%25lo]:PORT/", "https://[fe80::1%lo]:PORT/",
      "https://[fec0::1]:PORT/", "https://[ff02::1]:PORT/", "https://[2001:db8::1]:PORT/",
      "https://[4000::1]:PORT/", "https://[::1%251]:PORT/",
      "https://localhost:PORT/", "https://LOCALHOST:PORT/", "https://localhost.:PORT/",
      "https://ip6-localhost:PORT/", "https://127.0.0.1.names.test:PORT/",
      "https://loopback.names.test:PORT/", "https://six.names.test:PORT/",
      "https://mapped.names.test:PORT/", "https://private.names.test:PORT/",
      "https://metadata.names.test:PORT/", "https://second.names.test:PORT/",
      "https://changing.names.test:PORT/", "https://nat64.names.test:PORT/",
      "http://127.0.0.1:PORT/", "http://public.names.test:PORT/", "HTTP://localhost:PORT/",
      "https://user@127.0.0.1:PORT/", "https://public.names.test@127.0.0.1:PORT/",
      "https://public.names.test:443@127.0.0.1:PORT/", "https://127.0.0.1:PORT#@public.names.test/",
      "https://public.names.test#@127.0.0.1:PORT/", "https://127.0.0.1:PORT\\@public.names.test/",
      "https://public.names.test\\@127.0.0.1:PORT/", "https://%31%32%37.0.0.1:PORT/",
      "https://127%2e0%2e0%2e1:PORT/", "https://\uff11\uff12\uff17.0.0.1:PORT/",
      "https://\u2460\u2461\u2466.0.0.1:PORT/", "https://127\u30020\u30020\u30021:PORT/",
      "https://loc\u00e0lhost:PORT/", "https:///127.0.0.1:PORT/", "https:127.0.0.1:PORT/",
      "//127.0.0.1:PORT/", "ftp://127.0.0.1:PORT/", "file:///etc/passwd",
      "jar:https://127.0.0.1:PORT/!/", "gopher://127.0.0.1:PORT/", "127.0.0.1:PORT", "",
      "https://127.0.0.1:PORT:443/", "https:// 127.0.0.1:PORT/", "https://127.0.0.1 :PORT/",
      "https://127.0.0.1\t:PORT/", "https://127.0.0.1:PORT\r\nHost: public.names.test/");

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();

  /** Names as an attacker's server would answer them. */
  private final DnsResolver names = new DnsResolver() {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return switch (host) {
        case "loopback.names.test", "127.0.0.1.names.test" -> addresses("127.0.0.1");
        case "six.names.test" -> addresses("::1");
        case "mapped.names.test" -> addresses("::ffff:127.0.0.1");
        case "private.names.test" -> addresses("10.0.0.1");
        case "metadata.names.test" -> addresses("169.254.169.254");
        case "nat64.names.test" -> addresses("64:ff9b::7f00:1");
        // A public one first, so that whoever looks at one alone is fooled.
        case "second.names.test" -> addresses("192.0.66.1", "127.0.0.1");
        // Another answer each time: what is checked has to be what is dialled.
        case "changing.names.test" -> changes.getAndIncrement() % 2 == 0
            ? addresses("127.0.0.1")
            : addresses("127.0.0.2");
        case "localhost", "localhost.", "ip6-localhost" -> addresses("127.0.0.1", "::1");
        default -> {
          if (host.endsWith(".test")) {
            throw new UnknownHostException(host);
          }
          yield addresses(host);
        }
      };
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  };

  private static InetAddress[] addresses(String... texts) throws UnknownHostException {
    InetAddress[] addresses = new InetAddress[texts.length];
    for (int i = 0; i < texts.length; i++) {
      addresses[i] = InetAddress.getByName(texts[i]);
    }
    return addresses;
  }

  @Test
  void nothingConnectsToARefusedAddress() throws IOException, InterruptedException {
    Connections key = Requests.connection("API_KEY", """
        {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "value"}}""");
    int refused = 0;
    try (ServerSocket socket = listen();
        var http = new GuardedHttp(HttpSettings.GUARDED, names)) {
      var connector = new HttpTaskConnector("us-east-1", http, key);
      Set<String> answers = new HashSet<>();
      List<String> let = new ArrayList<>();
      for (String url : URLS) {
        String error = error(connector, url.replace("PORT", port(socket)));
        answers.add(error);
        if (error.equals("States.Permissions") || error.equals("States.Runtime")) {
          refused++;
        } else {
          let.add(url + " -> " + error);
        }
      }
      assertThat(let).isEmpty();
      assertThat(answers).containsExactlyInAnyOrder("States.Permissions", "States.Runtime");

      refused += authorizationEndpoints(port(socket));
      System.out.println("ssrf: hosts=" + URLS.size() + " refused=" + refused + " connections="
          + connections.get());
      assertThat(connections).hasValue(0);

      // The socket would have noticed.
      try (var open = new GuardedHttp(new HttpSettings(
          Set.of(Origin.parse("http://127.0.0.1:" + port(socket)).orElseThrow()),
          Optional.empty()))) {
        var allowed = new HttpTaskConnector("us-east-1", open, key);
        assertThat(error(allowed, "http://127.0.0.1:" + port(socket) + "/"))
            .isEqualTo("States.Http.Socket");
        assertThat(error(allowed, "http://127.0.0.2:" + port(socket) + "/"))
            .isEqualTo("States.Permissions");
      }
      assertThat(connections).hasPositiveValue();
    }
  }

  /** The server that gives tokens is guarded as the service itself is. */
  private int authorizationEndpoints(String port) throws InterruptedException {
    int refused = 0;
    for (String url : URLS.subList(0, 10)) {
      Connections oauth = Requests.connection("OAUTH_CLIENT_CREDENTIALS", """
          {"OAuthParameters": {"AuthorizationEndpoint": "%s", "HttpMethod": "POST",
            "ClientParameters": {"ClientID": "id", "ClientSecret": "secret"}}}"""
          .formatted(url.replace("PORT", port)));
      try (var http = new GuardedHttp(HttpSettings.GUARDED, names)) {
        var connector = new HttpTaskConnector("us-east-1", http, oauth);
        assertThat(error(connector, "https://public.names.test/"))
            .isIn("States.Permissions", "Events.ConnectionResource.InvalidConnectionState");
        refused++;
      }
    }
    return refused;
  }

  /** Nothing is followed that leads elsewhere. */
  @Test
  void aRedirectIsNotFollowed() throws IOException, InterruptedException {
    var server = com.sun.net.httpserver.HttpServer.create(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (ServerSocket socket = listen();
        var http = new GuardedHttp(
            new HttpSettings(Set.of(Origin.parse(url).orElseThrow()), Optional.empty()))) {
      var connector = new HttpTaskConnector("us-east-1", http,
          Requests.connection("API_KEY", """
              {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "value"}}"""));
      server.createContext("/", exchange -> {
        exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port(socket) + "/");
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
      });
      server.start();

      assertThat(error(connector, url)).isEqualTo("States.Http.StatusCode.302");
      assertThat(connections).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  private static String port(ServerSocket socket) {
    return Integer.toString(socket.getLocalPort());
  }

  /** On all addresses of this machine, of both families. */
  private ServerSocket listen() throws IOException {
    ServerSocket socket = new ServerSocket(0);
    Thread _ = Thread.ofVirtual().start(() -> {
      try {
        while (true) {
          Socket connection = socket.accept();
          connections.incrementAndGet();
          connection.close();
        }
      } catch (SocketException e) {
        // The test is over.
      } catch (IOException e) {
        connections.addAndGet(1_000);
      }
    });
    return socket;
  }

  private static String error(HttpTaskConnector connector, String url)
      throws InterruptedException {
    Outcome<Payload> outcome = connector.call(Requests.of(Map.of("ApiEndpoint", url, "Method",
        "GET", "Authentication", Map.of("ConnectionArn", Requests.ARN)), Duration.ofSeconds(5)));
    assertThat(outcome).as(url).isInstanceOf(Outcome.Failed.class);
    return String.valueOf(((Outcome.Failed<Payload>) outcome).error().name());
  }
}
