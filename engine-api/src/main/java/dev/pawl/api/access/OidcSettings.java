package dev.pawl.api.access;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose tokens are believed.
 *
 * @param issuer as the provider writes it in its tokens, letter by letter
 * @param audience what the provider calls this server in its tokens
 * @param algorithms the only ones with which a token may be signed; all of them have a private and a public key
 * @param keys where the provider's keys are; empty where its discovery document says so
 */
public record OidcSettings(String issuer, String audience, Set<JWSAlgorithm> algorithms,
    Optional<URI> keys) {
  private static final String ISSUER = "PAWL_OIDC_ISSUER";
  private static final String AUDIENCE = "PAWL_OIDC_AUDIENCE";
  private static final String ALGORITHMS = "PAWL_OIDC_ALGORITHMS";
  private static final String KEYS = "PAWL_OIDC_JWKS_URL";
  private static final List<String> KNOWN = List.of("RS256", "RS384", "RS512", "PS256", "PS384",
      "PS512", "ES256", "ES384", "ES512", "EdDSA");

  public OidcSettings {
    algorithms = Set.copyOf(algorithms);
  }

  /**
   * Reads the settings; empty where there is no provider.
   *
   * @throws InvalidOidcSettingsException where one is missing or cannot be used
   */
  public static Optional<OidcSettings> fromEnvironment(Map<String, String> variables) {
    Optional<String> issuer = get(variables, ISSUER);
    Optional<String> audience = get(variables, AUDIENCE);
    if (issuer.isPresent() != audience.isPresent()) {
      throw new InvalidOidcSettingsException(
          "Set both " + ISSUER + " and " + AUDIENCE + ", or neither.");
    }
    if (issuer.isEmpty()) {
      for (String name : List.of(ALGORITHMS, KEYS)) {
        if (get(variables, name).isPresent()) {
          throw new InvalidOidcSettingsException(
              name + " needs " + ISSUER + " and " + AUDIENCE + ".");
        }
      }
      return Optional.empty();
    }
    url(ISSUER, issuer.get(), false);
    return Optional.of(new OidcSettings(issuer.get(), audience.orElseThrow(),
        algorithms(get(variables, ALGORITHMS).orElse("RS256,ES256")),
        get(variables, KEYS).map(text -> url(KEYS, text, true))));
  }

  private static Optional<String> get(Map<String, String> variables, String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static Set<JWSAlgorithm> algorithms(String names) {
    Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
    for (String listed : names.split(",", -1)) {
      String name = listed.strip();
      if (!KNOWN.contains(name)) {
        throw new InvalidOidcSettingsException(ALGORITHMS + " may name "
            + String.join(", ", KNOWN.subList(0, KNOWN.size() - 1)) + " and " + KNOWN.getLast()
            + ", not '" + name + "'.");
      }
      algorithms.add(JWSAlgorithm.parse(name));
    }
    return algorithms;
  }

  private static URI url(String name, String text, boolean withQuery) {
    String wrong = name + " must be an https URL without user" + (withQuery ? "" : ", query")
        + " and fragment (http for loopback addresses only), not '" + text + "'.";
    try {
      URI url = new URI(text);
      if (isPrivate(url) && url.getRawUserInfo() == null && url.getRawFragment() == null
          && (withQuery || url.getRawQuery() == null)) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new InvalidOidcSettingsException(wrong, e);
    }
    throw new InvalidOidcSettingsException(wrong);
  }

  /** Whether nobody on the way can change what comes from there. */
  static boolean isPrivate(URI url) {
    String host = url.getHost();
    if (host == null) {
      return false;
    }
    boolean isLoopback = host.equals("localhost") || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    return "https".equalsIgnoreCase(url.getScheme())
        || (isLoopback && "http".equalsIgnoreCase(url.getScheme()));
  }

  /** Where the provider describes itself. */
  URI discovery() {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return URI.create(base + "/.well-known/openid-configuration");
  }
}
