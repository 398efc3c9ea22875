package dev.pawl.api.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the tokens of one OpenID Connect provider. What a token says of itself decides nothing. */
final class OidcTokens implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OidcTokens.class);
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final int MOST_CHARACTERS = 8_192;
  private static final int PARTS = 3;
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");
  private static final double LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z")
      .getEpochSecond();

  /** What comes before the 32 bytes of an Ed25519 key in its X.509 form. */
  private static final String ED25519_PREFIX = "302a300506032b6570032100";

  private final OidcSettings settings;
  private final OidcKeys keys;

  OidcTokens(OidcSettings settings, OidcKeys keys) {
    this.settings = settings;
    this.keys = keys;
  }

  /**
   * What a good token says.
   *
   * @param from when its time begins, with what clocks may be off
   * @param until when its time is over
   */
  record Verified(String subject, Instant from, Instant until, JsonNode claims) {
    /** @throws ApiException where its time has not come, or is over */
    void checkTime(Instant now) {
      if (now.isBefore(from)) {
        throw refused("its time has not come");
      }
      if (!now.isBefore(until)) {
        throw ApiError.EXPIRED_TOKEN.about("The bearer token is expired.");
      }
    }
  }

  /** Whether a bearer has the form of such a token. */
  static boolean isOne(String text) {
    return text.chars().filter(letter -> letter == '.').count() == PARTS - 1;
  }

  /**
   * Reads a token that the provider has signed for this server; its time is not checked.
   *
   * @throws ApiException {@code UnrecognizedClientException} for every other one, {@code ServiceUnavailable} where the
   *     provider is needed and does not answer
   */
  Verified verify(String text) {
    JWSObject token = parse(text);
    checkSigned(token);
    JsonNode claims = claims(token);
    JsonNode issuer = claims.path("iss");
    if (!issuer.isTextual() || !issuer.textValue().equals(settings.issuer())) {
      throw refused("it is of another issuer");
    }
    if (!has(claims.path("aud"), settings.audience())) {
      throw refused("it is for another audience");
    }
    JsonNode subject = claims.path("sub");
    if (!subject.isTextual() || OidcCallers.session(subject.textValue()).isBlank()) {
      throw refused("it has no subject");
    }
    Instant until = time(claims, "exp").orElseThrow(() -> refused("it does not expire"));
    Instant begin = time(claims, "nbf").orElse(Instant.EPOCH);
    Instant issued = time(claims, "iat").orElse(Instant.EPOCH);
    return new Verified(subject.textValue(),
        (begin.isAfter(issued) ? begin : issued).minus(SKEW), until, claims);
  }

  private static JWSObject parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw refused("it is too long");
    }
    for (String part : text.split("\\.", -1)) {
      if (!isCanonical(part)) {
        throw refused("it is not in base64url");
      }
    }
    try {
      return JWSObject.parse(text);
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("it is no signed token: " + e.getMessage());
    }
  }

  /** Whether the text is the only one for its bytes, so that no letter of a token can be another. */
  private static boolean isCanonical(String part) {
    try {
      return !part.isEmpty() && Base64.getUrlEncoder().withoutPadding()
          .encodeToString(Base64.getUrlDecoder().decode(part)).equals(part);
    } catch (IllegalArgumentException e) {
      // Letters that base64url does not have.
      return false;
    }
  }

  private void checkSigned(JWSObject token) {
    JWSHeader header = token.getHeader();
    JWSAlgorithm algorithm = header.getAlgorithm();
    if (!settings.algorithms().contains(algorithm)) {
      throw refused("its algorithm is not accepted");
    }
    if (header.getType() != null
        && !TYPES.contains(header.getType().getType().toLowerCase(Locale.ROOT))) {
      throw refused("its type is another");
    }
    if (header.getCriticalParams() != null || !header.isBase64URLEncodePayload()) {
      throw refused("it has critical parameters");
    }
    JWK key = keys.find(Optional.ofNullable(header.getKeyID()), algorithm)
        .orElseThrow(() -> refused("the provider has no such key"));
    try {
      if (!isSigned(token, key)) {
        throw refused("its signature is wrong");
      }
    } catch (JOSEException | GeneralSecurityException e) {
      throw refused("its signature cannot be checked: " + e.getMessage());
    }
  }

  private static boolean isSigned(JWSObject token, JWK key)
      throws JOSEException, GeneralSecurityException {
    return switch (key) {
      case RSAKey rsa -> token.verify(new RSASSAVerifier(rsa));
      case ECKey ec -> token.verify(new ECDSAVerifier(ec));
      case OctetKeyPair edwards -> isSignedByEdwards(token, edwards);
      default -> false;
    };
  }

  /** By the JDK: the library would need another one for it. */
  private static boolean isSignedByEdwards(JWSObject token, OctetKeyPair key)
      throws GeneralSecurityException {
    PublicKey known = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(
        HexFormat.of().parseHex(ED25519_PREFIX + HexFormat.of().formatHex(key.getDecodedX()))));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(known);
    signature.update(token.getSigningInput());
    return signature.verify(token.getSignature().decode());
  }

  private static JsonNode claims(JWSObject token) {
    try {
      JsonNode claims = MAPPER.readTree(token.getPayload().toString());
      if (claims.isObject()) {
        return claims;
      }
    } catch (JsonProcessingException e) {
      throw refused("its claims cannot be read: " + e.getOriginalMessage());
    }
    throw refused("it has no claims");
  }

  private static boolean has(JsonNode audience, String wanted) {
    if (audience.isTextual()) {
      return audience.textValue().equals(wanted);
    }
    for (JsonNode one : audience) {
      if (audience.isArray() && one.isTextual() && one.textValue().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Instant> time(JsonNode claims, String name) {
    if (!claims.has(name)) {
      return Optional.empty();
    }
    double seconds = claims.get(name).isNumber() ? claims.get(name).doubleValue() : -1;
    if (seconds < 0 || seconds > LAST_SECOND) {
      throw refused("its " + name + " is no time");
    }
    return Optional.of(Instant.ofEpochSecond((long) seconds));
  }

  /** Callers hear the same of all of them; operators may see why. */
  private static ApiException refused(String why) {
    LOG.debug("a bearer token is refused: {}", why);
    return ApiError.UNRECOGNIZED_CLIENT.about("The bearer token is not valid.");
  }

  @Override
  public void close() {
    keys.close();
  }
}
