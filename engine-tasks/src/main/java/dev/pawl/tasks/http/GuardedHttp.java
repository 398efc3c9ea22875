package dev.pawl.tasks.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the public network, and to origins that pass. The address that is checked is the one that is dialled:
 * the check stands where names are resolved. No redirect is followed, nothing is sent twice, no proxy of the environment is
 * used, no cookie kept. Safe for any number of threads.
 */
public final class GuardedHttp implements AutoCloseable {
  /** The longest reply; longer ones do not fit into a state. */
  public static final int MOST_BYTES = 262_144;

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 512;
  private static final int CONNECTIONS_TO_ONE = 128;
  private static final int MOST_AUTHORITIES = 100;

  /** Longer than any call. */
  private static final Duration UNUSED = Duration.ofMinutes(30);

  private final HttpSettings settings;
  private final CloseableHttpClient guarded;
  private final CloseableHttpClient open;
  private final DnsResolver names;

  /** Clients that trust one authority each; closed when they have not been used for a while. */
  private final Cache<Trusting, CloseableHttpClient> trusting = Caffeine.newBuilder()
      .maximumSize(MOST_AUTHORITIES).expireAfterAccess(UNUSED)
      .<Trusting, CloseableHttpClient>removalListener((_, client, _) -> close(client))
      .build();
  private final ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1,
      Thread.ofPlatform().name("http-task-deadlines").daemon().factory());

  GuardedHttp(HttpSettings settings) {
    this(settings, SystemDefaultDnsResolver.INSTANCE);
  }

  /** @param names resolves hosts; what it answers is checked */
  GuardedHttp(HttpSettings settings, DnsResolver names) {
    this.settings = settings;
    this.names = names;
    this.open = client(settings, names, Optional.empty());
    // The proxy is the operator's choice, and stands where the operator likes.
    this.guarded = settings.proxy().isPresent()
        ? open
        : client(settings, new Guard(names), Optional.empty());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  private record Trusting(String authority, boolean isGuarded) {}

  /** Refuses a host as soon as one of its addresses is refused. */
  private record Guard(DnsResolver names) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses = names.resolve(host);
      for (InetAddress address : addresses) {
        check(host, address);
      }
      return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      return names.resolveCanonicalHostname(host);
    }
  }

  private static void check(String host, InetAddress address) throws BlockedHostException {
    String rule = AddressGuard.refusal(address).orElse(null);
    if (rule != null) {
      throw new BlockedHostException(host, "its address is refused (" + rule + ")");
    }
  }

  private static CloseableHttpClient client(HttpSettings settings, DnsResolver names,
      Optional<SSLContext> trust) {
    var connections = PoolingHttpClientConnectionManagerBuilder.create();
    trust.ifPresent(context -> connections.setTlsSocketStrategy(
        new DefaultClientTlsStrategy(context)));
    HttpClientBuilder builder = HttpClients.custom()
        .setConnectionManager(connections
            .setDnsResolver(names)
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS_TO_ONE)
            .setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(CONNECT))
                .setTimeToLive(Timeout.ofMinutes(5))
                .setValidateAfterInactivity(Timeout.ofSeconds(1))
                .build())
            .build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableDefaultUserAgent();
    settings.proxy().ifPresent(proxy -> builder
        .setProxy(new HttpHost(proxy.scheme(), proxy.host(), proxy.port())));
    return builder.build();
  }

  /** Where it may go. */
  public HttpSettings settings() {
    return settings;
  }

  /**
   * Sends a request and reads the reply.
   *
   * @param limit for all of it: connecting, sending, waiting and reading
   * @throws IOException where the host has an address that is refused and nothing was sent, the reply is too long, or
   *     there was none in time
   * @throws InterruptedException where the caller is no longer waited for
   */
  public HttpReply send(HttpCall call, Duration limit) throws IOException, InterruptedException {
    checkLiteral(call.target());
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.url());
    call.headers().forEach(
        (name, values) -> values.forEach(value -> request.addHeader(name, value)));
    call.body().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, null)));
    request.setConfig(RequestConfig.custom()
        .setResponseTimeout(Timeout.of(limit))
        .setConnectionRequestTimeout(Timeout.of(limit))
        .setProtocolUpgradeEnabled(false)
        .setAuthenticationEnabled(false)
        .build());
    AtomicBoolean late = new AtomicBoolean();
    ScheduledFuture<?> deadline = deadlines.schedule(() -> {
      late.set(true);
      request.abort();
    }, limit.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return client(call).execute(request, GuardedHttp::read);
    } catch (IOException | IllegalStateException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (late.get()) {
        throw new IOException("no whole reply within " + limit.toSeconds() + " s", e);
      }
      throw e instanceof IOException known ? known : new IOException("the call was given up", e);
    } finally {
      deadline.cancel(false);
    }
  }

  private CloseableHttpClient client(HttpCall call) throws IOException {
    boolean isGuarded = !call.target().isAllowed() && settings.proxy().isEmpty();
    if (call.authority().isEmpty()) {
      return isGuarded ? guarded : open;
    }
    String authority = call.authority().get();
    // Made outside of the cache, whose functions cannot tell what is wrong with a certificate.
    SSLContext context = Authority.trusted(authority);
    return trusting.get(new Trusting(authority, isGuarded),
        _ -> client(settings, isGuarded ? new Guard(names) : names, Optional.of(context)));
  }

  private static void close(@Nullable CloseableHttpClient client) {
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }

  /** Where a proxy resolves names, an address in place of one is all that can be judged here. */
  private static void checkLiteral(Target target) throws UnknownHostException {
    String host = target.origin().host();
    boolean isLiteral = host.startsWith("[")
        || host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    if (isLiteral && !target.isAllowed()) {
      check(host, InetAddress.getByName(host));
    }
  }

  private static HttpReply read(ClassicHttpResponse response) throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      headers.computeIfAbsent(header.getName(), _ -> new ArrayList<>()).add(header.getValue());
    }
    byte[] body = {};
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      try (InputStream stream = entity.getContent()) {
        body = stream.readNBytes(MOST_BYTES + 1);
      }
      if (body.length > MOST_BYTES) {
        throw new OversizedReplyException();
      }
    }
    String reason = response.getReasonPhrase();
    return new HttpReply(response.getCode(), reason == null ? "" : reason, headers, body);
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    // Calls that are under way belong to attempts that are no longer wanted.
    guarded.close(CloseMode.IMMEDIATE);
    open.close(CloseMode.IMMEDIATE);
    trusting.invalidateAll();
    trusting.cleanUp();
  }
}
