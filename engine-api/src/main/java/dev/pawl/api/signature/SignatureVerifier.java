package dev.pawl.api.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks signatures of Signature Version 4 in their header form. Everything that chooses what a request does has to be
 * signed: the host, the time, every {@code x-amz-*} header, the query and the body. Safe for use by many threads.
 */
public final class SignatureVerifier {
  /** How far a client's clock may be off, as at AWS. */
  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final String MAC = "HmacSHA256";
  /** Is copied, and never used itself. */
  private static final MessageDigest SHA_256 = digest();
  private static final String CONTENT_HASH = "x-amz-content-sha256";
  private static final String DATE = "x-amz-date";
  private static final String SESSION = "x-amz-security-token";

  /** Stands in for the secret of a key that is unknown, so that the answer takes as long. */
  private static final SigningKey NOBODY = new SigningKey("nobody", Optional.empty(),
      Optional.empty());

  private static final int MOST_DERIVED = 10_000;

  private final Set<String> services;

  /**
   * The keys of a day, which four of the five steps of a signature make anew each time otherwise. They are copied and
   * never used themselves.
   */
  private final Cache<Scope, Mac> derived = Caffeine.newBuilder().maximumSize(MOST_DERIVED)
      .build();

  private record Scope(String secret, String date, String region, String service) {
    /** Does not show the secret. */
    @Override
    public String toString() {
      return date + "/" + region + "/" + service;
    }
  }

  /** @param services whose requests are taken, by their names in the scope of a credential */
  public SignatureVerifier(Set<String> services) {
    this.services = Set.copyOf(services);
  }

  /**
   * Checks a request.
   *
   * @param keys finds the key of an id
   * @return the id of the key that signed it
   * @throws ApiException {@code MissingAuthenticationTokenException} where nothing is signed,
   *     {@code IncompleteSignatureException} where the form is wrong, {@code UnrecognizedClientException} where the key
   *     or its session token is unknown, {@code ExpiredTokenException} where it is no longer good,
   *     {@code InvalidSignatureException} for all else
   */
  public String verify(SignedRequest request, Instant now,
      Function<String, Optional<SigningKey>> keys) {
    Authorization authorization = authorization(request);
    checkScope(request, authorization, now);
    String bodyHash = bodyHash(request);
    Optional<SigningKey> known = keys.apply(authorization.accessKeyId());
    SigningKey key = known.orElse(NOBODY);
    byte[] expected = signature(request, authorization, bodyHash, key.secret());
    boolean isSigned = MessageDigest.isEqual(expected,
        HexFormat.of().parseHex(authorization.signature()));
    boolean hasSession = sessionMatches(request, key);
    if (known.isEmpty() || (isSigned && !hasSession)) {
      throw ApiError.UNRECOGNIZED_CLIENT
          .about("The security token included in the request is invalid.");
    }
    if (!isSigned) {
      throw invalid("The request signature we calculated does not match the signature you"
          + " provided. Check your AWS Secret Access Key and signing method. Consult the service"
          + " documentation for details.");
    }
    if (key.expiresAt().filter(end -> !now.isBefore(end)).isPresent()) {
      throw ApiError.EXPIRED_TOKEN
          .about("The security token included in the request is expired");
    }
    return authorization.accessKeyId();
  }

  private static Authorization authorization(SignedRequest request) {
    List<String> headers = request.header("authorization");
    boolean inQuery = request.rawQuery().contains("X-Amz-");
    if (headers.isEmpty() && !inQuery) {
      throw ApiError.MISSING_AUTHENTICATION_TOKEN.about("Missing Authentication Token");
    }
    if (inQuery) {
      throw ApiError.INCOMPLETE_SIGNATURE
          .about("Signatures in the query are not taken: sign in the Authorization header");
    }
    if (headers.size() > 1) {
      throw ApiError.INCOMPLETE_SIGNATURE.about("There is more than one Authorization header");
    }
    return Authorization.parse(headers.getFirst());
  }

  private void checkScope(SignedRequest request, Authorization authorization, Instant now) {
    if (!services.contains(authorization.service())) {
      throw invalid("Credential should be scoped to correct service: '"
          + String.join("', '", services.stream().sorted().toList()) + "'.");
    }
    List<String> signed = authorization.signedHeaders();
    if (!signed.contains("host")) {
      throw invalid("'Host' must be a 'SignedHeader' in the AWS Authorization.");
    }
    for (String name : request.headers().keySet()) {
      if (name.startsWith("x-amz-") && !signed.contains(name)) {
        throw invalid("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
    for (String name : signed) {
      if (request.header(name).isEmpty()) {
        throw invalid("The request has no header '" + name + "', which is signed.");
      }
    }
    checkTime(request, authorization, now);
  }

  private static void checkTime(SignedRequest request, Authorization authorization, Instant now) {
    List<String> dates = request.header(DATE);
    if (dates.size() != 1) {
      throw ApiError.INCOMPLETE_SIGNATURE
          .about("The request must have one header 'X-Amz-Date'. Authorization="
              + Authorization.ALGORITHM);
    }
    Instant signedAt = BasicTime.parse(dates.getFirst().strip())
        .orElseThrow(() -> ApiError.INCOMPLETE_SIGNATURE
            .about("Date must be in ISO-8601 'basic format', such as 20260102T030405Z"));
    if (!dates.getFirst().strip().startsWith(authorization.date() + "T")) {
      throw invalid("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of"
          + " date from HTTP");
    }
    if (Duration.between(signedAt, now).abs().compareTo(SKEW) > 0) {
      throw invalid("Signature expired or not yet current: " + dates.getFirst().strip()
          + " is more than 15 min. from the server's time");
    }
  }

  private static String bodyHash(SignedRequest request) {
    String hash = HexFormat.of().formatHex(sha256(request.body()));
    for (String claimed : request.header(CONTENT_HASH)) {
      // UNSIGNED-PAYLOAD and the STREAMING forms differ, too.
      if (!claimed.strip().equals(hash)) {
        throw invalid("The header '" + CONTENT_HASH + "' is not the SHA-256 of the body.");
      }
    }
    return hash;
  }

  private static boolean sessionMatches(SignedRequest request, SigningKey key) {
    List<String> tokens = request.header(SESSION);
    if (tokens.size() > 1) {
      return false;
    }
    byte[] claimed = tokens.isEmpty()
        ? new byte[0]
        : sha256(tokens.getFirst().strip().getBytes(StandardCharsets.UTF_8));
    return MessageDigest.isEqual(claimed, key.sessionTokenHash().orElse(new byte[0]));
  }

  private byte[] signature(SignedRequest request, Authorization authorization,
      String bodyHash, String secret) {
    String canonical = CanonicalRequest.of(request, authorization.signedHeaders(), bodyHash);
    String toSign = String.join("\n", Authorization.ALGORITHM,
        request.header(DATE).getFirst().strip(), authorization.scope(),
        HexFormat.of().formatHex(sha256(canonical.getBytes(StandardCharsets.UTF_8))));
    Scope scope = new Scope(secret, authorization.date(), authorization.region(),
        authorization.service());
    Mac mac = copy(Objects.requireNonNull(derived.get(scope, SignatureVerifier::derive)));
    return mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8));
  }

  private static Mac derive(Scope scope) {
    byte[] key = ("AWS4" + scope.secret()).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(scope.date(), scope.region(), scope.service(),
        Authorization.TERMINATOR)) {
      key = keyed(key).doFinal(part.getBytes(StandardCharsets.UTF_8));
    }
    return keyed(key);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      // To look for the algorithm takes longer than to use it.
      return ((MessageDigest) SHA_256.clone()).digest(bytes);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java runtime does not copy digests", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java runtime has no " + MAC, e);
    }
  }

  private static Mac copy(Mac mac) {
    try {
      return (Mac) mac.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java runtime does not copy a " + MAC, e);
    }
  }

  private static ApiException invalid(String why) {
    return ApiError.INVALID_SIGNATURE.about(why);
  }
}
