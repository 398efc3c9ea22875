package dev.pawl.server;

import dev.pawl.api.activity.ActivitySignal;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The HTTP server of a node with the API role. */
final class WebServer implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private WebServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Says so in one sentence where somebody else listens on the port. */
  static void checkPort(InetAddress address, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(address, port));
    } catch (IOException e) {
      throw new StartupException(
          "Port " + port + " on " + address.getHostAddress()
              + " is in use; stop its owner or choose another with --port"
              + " or PAWL_PORT.",
          e);
    }
  }

  /**
   * Starts to listen.
   *
   * @param tls empty for HTTP without it
   * @param beans what the API needs: one of each type
   */
  static WebServer start(InetAddress address, int port, Optional<Environment.Tls> tls,
      List<Object> beans) {
    SpringApplication application = new SpringApplication(WebApplication.class);
    application.setBannerMode(Banner.Mode.OFF);
    application.setRegisterShutdownHook(false);
    application.setLogStartupInfo(false);
    Map<String, Object> properties = new HashMap<>(
        Map.of(
            "server.address", address.getHostAddress(), "server.port", port, "server.shutdown",
            "graceful",
            "spring.lifecycle.timeout-per-shutdown-phase", "3s", "spring.threads.virtual.enabled",
            true,
            "server.tomcat.max-connections", 20_000,
            // Thousands of workers may come back at once, when a node has started.
            "server.tomcat.accept-count", 1_000, "spring.mvc.servlet.load-on-startup", 1));
    // Who breaks off in the middle of a request is not waited for as long as one who may have another.
    properties.put("server.tomcat.connection-timeout", "10s");
    properties.put("server.tomcat.keep-alive-timeout", "60s");
    // There are no files to serve; looking for them logs a line for each odd path that a stranger asks for.
    properties.put("spring.web.resources.add-mappings", false);
    tls.ifPresent(files -> {
      properties.put("server.ssl.certificate", files.certificate().toUri().toString());
      properties.put("server.ssl.certificate-private-key", files.key().toUri().toString());
    });
    application.setDefaultProperties(properties);
    application.addInitializers(
        context -> {
          for (int i = 0; i < beans.size(); i++) {
            context.getBeanFactory().registerSingleton("pawl" + i, beans.get(i));
          }
        });
    return new WebServer(application.run());
  }

  /** Where clients find a server on an address and a port. */
  static String url(InetAddress address, int port) {
    String host = address.getHostAddress();
    return "http://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
  }

  int port() {
    return Integer.parseInt(
        Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
  }

  /** Who is to be told of the activity tasks that this process schedules. */
  ActivitySignal activities() {
    return context.getBean(ActivitySignal.class);
  }

  /** Stops to listen, after the requests under way or 3 seconds. */
  @Override
  public void close() {
    context.close();
  }
}
