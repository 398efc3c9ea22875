package dev.pawl.api.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of the provider. They are fetched when a token names one that is not known, and every 10 minutes, so
 * that withdrawn ones go; while the provider is away the known ones hold. No more than one fetch begins in 30 seconds,
 * whatever tokens name.
 */
final class OidcKeys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OidcKeys.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
  private static final Duration HOLD = Duration.ofMinutes(10);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MOST_BYTES = 512 * 1024;
  private static final int LEAST_RSA_BITS = 2_048;

  private final OidcSettings settings;
  private final Ticker ticker;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT)
      .followRedirects(HttpClient.Redirect.NEVER).build();
  private final ReentrantLock fetching = new ReentrantLock();
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile Fetched fetched = new Fetched(List.of(), false, Optional.empty());

  /**
   * What the last fetch left.
   *
   * @param succeeded whether the provider answered it
   * @param at when it ended, in nanoseconds of the ticker; empty before the first
   */
  private record Fetched(List<JWK> keys, boolean succeeded, Optional<Long> at) {}

  /** @param ticker counts the time between fetches */
  OidcKeys(OidcSettings settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
  }

  /**
   * The key that a token names, if it fits the algorithm.
   *
   * @param id empty where the token names none: good if one key alone fits
   * @throws ApiException {@code ServiceUnavailable} where it is not known and the provider does not answer
   */
  Optional<JWK> find(Optional<String> id, JWSAlgorithm algorithm) {
    Fetched known = fetched;
    if (isAged(known, known.succeeded() ? HOLD : BETWEEN_FETCHES) && !known.keys().isEmpty()) {
      renew();
    }
    List<JWK> found = named(known.keys(), id);
    if (found.isEmpty()) {
      found = named(fetchUnlessJustDone(id).keys(), id);
    }
    List<JWK> fitting = found.stream().filter(key -> fits(key, algorithm)).toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private static List<JWK> named(List<JWK> keys, Optional<String> id) {
    return keys.stream().filter(key -> id.isEmpty() || id.get().equals(key.getKeyID())).toList();
  }

  private Fetched fetchUnlessJustDone(Optional<String> id) {
    boolean mine = false;
    try {
      mine = fetching.tryLock(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw away();
      }
      // Another thread may have fetched meanwhile.
      if (named(fetched.keys(), id).isEmpty() && isAged(fetched, BETWEEN_FETCHES)) {
        fetched = fetch();
      }
      if (!fetched.succeeded() && named(fetched.keys(), id).isEmpty()) {
        throw away();
      }
      return fetched;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away();
    } finally {
      if (mine) {
        fetching.unlock();
      }
    }
  }

  private static ApiException away() {
    return ApiError.SERVICE_UNAVAILABLE
        .about("The keys of the identity provider cannot be had now; try again later");
  }

  /** Fetches in the background what nobody has to wait for. */
  private void renew() {
    if (!renewing.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual().name("oidc-keys").start(() -> {
      fetching.lock();
      try {
        if (isAged(fetched, BETWEEN_FETCHES)) {
          fetched = fetch();
        }
      } finally {
        fetching.unlock();
        renewing.set(false);
      }
    });
  }

  private boolean isAged(Fetched known, Duration age) {
    return known.at().isEmpty() || ticker.read() - known.at().get() >= age.toNanos();
  }

  private Fetched fetch() {
    List<JWK> keys = fetched.keys();
    boolean succeeded = false;
    try {
      keys = keys(get(settings.keys().orElseGet(this::discover)));
      succeeded = true;
    } catch (UnusableAnswerException e) {
      LOG.warn("the keys of the identity provider {} cannot be had: {}", settings.issuer(),
          e.getMessage());
    }
    return new Fetched(keys, succeeded, Optional.of(ticker.read()));
  }

  private URI discover() {
    JsonNode document = get(settings.discovery());
    if (!document.path("issuer").asText().equals(settings.issuer())) {
      throw new UnusableAnswerException("its discovery document is of another issuer");
    }
    try {
      URI url = URI.create(document.path("jwks_uri").asText());
      if (OidcSettings.isPrivate(url)) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw new UnusableAnswerException("its jwks_uri is no URL", e);
    }
    throw new UnusableAnswerException("its jwks_uri is no https URL");
  }

  private JsonNode get(URI url) {
    HttpRequest request = HttpRequest.newBuilder(url).header("Accept", "application/json")
        .timeout(TIMEOUT).build();
    CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request,
        BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      // The request's own timeout ends with the headers.
      HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new UnusableAnswerException(url + " answers " + response.statusCode());
      }
      JsonNode tree = MAPPER.readTree(response.body());
      if (!tree.isObject()) {
        throw new UnusableAnswerException(url + " answers no object");
      }
      return tree;
    } catch (ExecutionException e) {
      throw new UnusableAnswerException(url + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new UnusableAnswerException(url + " does not answer in time", e);
    } catch (JsonProcessingException e) {
      throw new UnusableAnswerException(url + " answers no JSON", e);
    } catch (IOException e) {
      throw new UnusableAnswerException(url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnusableAnswerException("interrupted", e);
    } finally {
      boolean _ = answer.cancel(true);
    }
  }

  private static List<JWK> keys(JsonNode document) {
    List<JWK> keys = new ArrayList<>();
    for (JsonNode key : document.path("keys")) {
      try {
        // Null where it is a shared secret.
        @Nullable
        JWK open = JWK.parse(key.toString()).toPublicJWK();
        if (open != null) {
          keys.add(open);
        }
      } catch (ParseException | IllegalArgumentException e) {
        // One that is not understood is of no use here; the others are.
        LOG.debug("a key of the identity provider is left out", e);
      }
    }
    if (keys.isEmpty()) {
      throw new UnusableAnswerException("there is no public key in the set");
    }
    return List.copyOf(keys);
  }

  /** Whether a key is for verifying signatures of an algorithm: its type, its size, and what it says of itself. */
  private static boolean fits(JWK key, JWSAlgorithm algorithm) {
    boolean isForSignatures = (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
        && (key.getKeyOperations() == null
            || key.getKeyOperations().contains(KeyOperation.VERIFY));
    boolean isForAlgorithm = key.getAlgorithm() == null
        || key.getAlgorithm().getName().equals(algorithm.getName());
    if (!isForSignatures || !isForAlgorithm) {
      return false;
    }
    return switch (key) {
      case RSAKey rsa -> JWSAlgorithm.Family.RSA.contains(algorithm)
          && rsa.size() >= LEAST_RSA_BITS;
      case ECKey ec -> JWSAlgorithm.Family.EC.contains(algorithm)
          && Curve.forJWSAlgorithm(algorithm).contains(ec.getCurve());
      case OctetKeyPair edwards -> algorithm.equals(JWSAlgorithm.EdDSA)
          && edwards.getCurve().equals(Curve.Ed25519);
      default -> false;
    };
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** The provider answers nothing that can be used. */
  private static final class UnusableAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableAnswerException(String message) {
      super(message);
    }

    UnusableAnswerException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
