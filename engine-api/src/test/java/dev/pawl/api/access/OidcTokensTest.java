package dev.pawl.api.access;

import static dev.pawl.api.access.OidcProvider.sign;
import static dev.pawl.api.access.OidcProvider.without;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.db.access.OidcRoles.Claim;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of a provider that is on the network, and what others make of them. */
final class OidcTokensTest {
  private static final RSAKey RSA = rsa("rsa-1");
  private static final ECKey EC = ec("ec-1", Curve.P_256);
  private static final RSAKey STRANGER = rsa("rsa-1");

  private final OidcProvider provider = new OidcProvider(RSA, EC);
  private final AtomicLong nanos = new AtomicLong(1);
  private final OidcTokens tokens = tokens(provider.settings());

  @AfterEach
  void close() {
    tokens.close();
    provider.close();
  }

  private static RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2_048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ECKey ec(String id, Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private OidcTokens tokens(OidcSettings settings) {
    return new OidcTokens(settings, new OidcKeys(settings, nanos::get));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Map<String, Object> good() {
    return provider.claims(Map.of());
  }

  private void assertRefused(String token) {
    assertRefused(tokens, token, ApiError.UNRECOGNIZED_CLIENT);
  }

  private static void assertRefused(OidcTokens tokens, String token, ApiError error) {
    assertThatThrownBy(() -> tokens.verify(token).checkTime(Instant.now()))
        .isInstanceOfSatisfying(ApiException.class, refused -> {
          assertThat(refused.error()).isEqualTo(error);
          assertThat(refused.getMessage()).doesNotContain("signature", "issuer", "rsa-1");
        });
  }

  private void assertGood(String token) {
    OidcTokens.Verified verified = tokens.verify(token);
    verified.checkTime(Instant.now());
    assertThat(verified.subject()).isEqualTo("ann");
  }

  @Test
  void aTokenThatTheProviderHasSignedIsGood() {
    assertGood(sign(RSA, "RS256", good()));
    assertGood(sign(EC, "ES256", good()));
    assertGood(sign(RSA, "RS256", provider.claims(Map.of("aud", List.of("other", "pawl")))));
    assertThat(provider.fetches()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512"})
  void theOtherAlgorithmsAreThereForThoseWhoListThem(String algorithm) {
    ECKey curve = algorithm.equals("ES384")
        ? ec("ec-x", Curve.P_384)
        : ec("ec-x", Curve.P_521);
    provider.rotateTo(RSA, EC, curve);
    String token = sign(algorithm.startsWith("ES") ? curve : RSA, algorithm, good());
    try (OidcTokens listed = tokens(provider.settings(algorithm))) {
      assertThat(listed.verify(token).subject()).isEqualTo("ann");
      assertRefused(listed, sign(RSA, "RS256", good()), ApiError.UNRECOGNIZED_CLIENT);
    }
    assertRefused(token);
  }

  @Test
  void aTokenSignedOnAnEdwardsCurveIsGoodWhereItIsListed() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    provider.rotateTo(new OctetKeyPair.Builder(Curve.Ed25519,
        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
        .keyID("ed").build());
    String content = base64("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}") + "."
        + claimsOf(sign(RSA, "RS256", good()));
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(content.getBytes(UTF_8));
    byte[] signed = signature.sign();
    try (OidcTokens listed = tokens(provider.settings("EdDSA"))) {
      assertThat(listed.verify(content + "." + Base64URL.encode(signed)).subject())
          .isEqualTo("ann");
      signed[5] ^= 1;
      assertRefused(listed, content + "." + Base64URL.encode(signed),
          ApiError.UNRECOGNIZED_CLIENT);
      assertRefused(listed, content + ".AAAA", ApiError.UNRECOGNIZED_CLIENT);
    }
  }

  private static String base64(String text) {
    return Base64URL.encode(text).toString();
  }

  private static String claimsOf(String token) {
    return token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
  }

  @Test
  void aTokenThatNobodyHasSignedIsRefused() {
    String claims = claimsOf(sign(RSA, "RS256", good()));
    for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
      String header = base64("{\"alg\":\"" + none + "\",\"kid\":\"rsa-1\"}");
      assertRefused(header + "." + claims + ".");
      assertRefused(header + "." + claims + ".AAAA");
    }
    assertRefused(base64("{\"kid\":\"rsa-1\"}") + "." + claims + ".AAAA");
  }

  /** The public key is known to everybody, and no secret. */
  @Test
  void aPublicKeyIsNoSecretToSignWith() throws JOSEException {
    for (byte[] secret : List.of(RSA.toRSAPublicKey().getEncoded(),
        RSA.toPublicJWK().toJSONString().getBytes(UTF_8),
        ("-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(RSA.toRSAPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n").getBytes(UTF_8))) {
      OctetSequenceKey shared = new OctetSequenceKey.Builder(secret).keyID("rsa-1").build();
      assertRefused(sign(shared, "HS256", good()));
    }
  }

  @Test
  void aSharedSecretAmongTheProvidersKeysIsNoKey() {
    OctetSequenceKey shared = new OctetSequenceKey.Builder(new byte[64]).keyID("oct").build();
    provider.publish(new JWKSet(List.of(RSA, shared)).toString(false));

    assertGood(sign(RSA, "RS256", good()));
    pass(Duration.ofMinutes(1));
    assertRefused(sign(shared, "HS256", good()));
  }

  @Test
  void aKeyThatTheTokenBringsIsNotBelieved() {
    assertRefused(sign(STRANGER, "RS256", good()));
    assertRefused(sign(STRANGER, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1")
        .jwk(STRANGER.toPublicJWK()).build(), good()));
    assertRefused(sign(STRANGER, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1")
        .jwkURL(URI.create(provider.issuer() + "/theirs")).build(), good()));
    assertRefused(sign(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("ec-1").build(),
        good()));
  }

  @Test
  void aTokenOfAnotherKindIsRefused() {
    for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt")) {
      assertGood(sign(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1")
          .type(new JOSEObjectType(type)).build(), good()));
    }
    assertRefused(sign(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1")
        .type(new JOSEObjectType("logout+jwt")).build(), good()));
    assertRefused(sign(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1")
        .criticalParams(Set.of("exp")).customParam("exp", 1).build(), good()));
  }

  @Test
  void whatIsMissingOrOfSomebodyElseIsRefused() {
    Map<String, Object> claims = good();
    for (String name : List.of("iss", "aud", "exp", "sub")) {
      assertRefused(sign(RSA, "RS256", without(claims, name)));
    }
    assertGood(sign(RSA, "RS256", without(claims, "iat", "nbf")));
    for (Map<String, Object> wrong : List.<Map<String, Object>>of(
        Map.of("iss", provider.issuer() + "/"), Map.of("iss", "https://other.example"),
        Map.of("iss", List.of(provider.issuer())), Map.of("aud", "pawl2"),
        Map.of("aud", List.of()), Map.of("aud", Map.of("pawl", "pawl")), Map.of("aud", "PAWL"),
        Map.of("sub", ""), Map.of("sub", "\u0000\u202e "), Map.of("sub", 5),
        Map.of("exp", "4102444800"), Map.of("exp", 1e300), Map.of("exp", -1),
        Map.of("nbf", "0"))) {
      assertRefused(sign(RSA, "RS256", provider.claims(wrong)));
    }
  }

  @Test
  void aTokenIsGoodInItsTimeAlone() {
    long now = Instant.now().getEpochSecond();
    assertRefused(tokens, sign(RSA, "RS256", provider.claims(Map.of("exp", now - 1))),
        ApiError.EXPIRED_TOKEN);
    assertRefused(sign(RSA, "RS256", provider.claims(Map.of("nbf", now + 90))));
    assertRefused(sign(RSA, "RS256", provider.claims(Map.of("iat", now + 90))));
    assertGood(sign(RSA, "RS256", provider.claims(Map.of("nbf", now + 30, "iat", now + 30))));
    // Whether a token is over its time is told to those alone who have a token of the provider.
    assertRefused(sign(STRANGER, "RS256", provider.claims(Map.of("exp", now - 1))));
  }

  @Test
  void noLetterOfATokenCanBeAnother() {
    int refused = 0;
    for (String token : List.of(sign(RSA, "RS256", good()), sign(EC, "ES256", good()))) {
      assertGood(token);
      for (int i = 0; i < token.length(); i++) {
        char changed = token.charAt(i) == 'B' ? 'C' : 'B';
        assertRefused(token.substring(0, i) + changed + token.substring(i + 1));
        if (i % 7 == 0) {
          assertRefused(token.substring(0, i));
          assertRefused(token.substring(0, i) + "!" + token.substring(i));
        }
        refused++;
      }
      assertRefused(token + "=");
      assertRefused(token + ".AAAA");
      assertRefused(token + "A");
    }
    System.out.printf("tokens of a provider: changed letters refused=%d%n", refused);
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void whatIsTooLongOrTooDeepIsRefused() {
    assertRefused(sign(RSA, "RS256", provider.claims(Map.of("more", "x".repeat(8_192)))));
    String claims = claimsOf(sign(RSA, "RS256", good()));
    assertRefused(base64("{\"alg\":\"RS256\",\"x\":" + "[".repeat(4_000)) + "." + claims
        + ".AAAA");
    assertRefused(base64("[]") + "." + base64("1") + ".AAAA");
    assertRefused("a.b.c");
    assertRefused("..");
  }

  @Test
  void anUnknownKeyIsAskedForAtMostEveryHalfMinute() {
    assertGood(sign(RSA, "RS256", good()));
    for (int i = 0; i < 50; i++) {
      assertRefused(sign(rsaNamed("unknown-" + i), "RS256", good()));
    }
    assertThat(provider.fetches()).isEqualTo(1);
    pass(Duration.ofSeconds(31));
    assertRefused(sign(rsaNamed("unknown"), "RS256", good()));
    assertRefused(sign(rsaNamed("unknown"), "RS256", good()));
    assertThat(provider.fetches()).isEqualTo(2);
  }

  private static RSAKey rsaNamed(String id) {
    return new RSAKey.Builder(STRANGER).keyID(id).build();
  }

  @Test
  void aNewKeyOfTheProviderIsFoundAndAnOldOneGoes() {
    assertGood(sign(RSA, "RS256", good()));
    RSAKey next = rsa("rsa-2");
    provider.rotateTo(next);
    assertRefused(sign(next, "RS256", good()));
    pass(Duration.ofSeconds(31));
    assertGood(sign(next, "RS256", good()));
    assertRefused(sign(RSA, "RS256", good()));
  }

  @Test
  void aKeyThatIsWithdrawnGoesEvenIfNobodyAsksForAnother() {
    assertGood(sign(RSA, "RS256", good()));
    provider.rotateTo(EC);
    pass(Duration.ofMinutes(11));
    Awaitility.await().untilAsserted(() -> assertRefused(sign(RSA, "RS256", good())));
  }

  @Test
  void aTokenWithoutAKeysNameIsGoodWhereOneKeyFits() {
    assertGood(sign(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).build(), good()));
    provider.rotateTo(RSA, rsa("rsa-2"));
    pass(Duration.ofMinutes(11));
    Awaitility.await().untilAsserted(() -> assertRefused(
        sign(RSA, new JWSHeader.Builder(JWSAlgorithm.RS256).build(), good())));
  }

  @Test
  void aKeyForAnotherUseIsRefused() throws JOSEException {
    RSAKey encrypting = new RSAKey.Builder(RSA).keyUse(KeyUse.ENCRYPTION).build();
    RSAKey small = new RSAKeyGenerator(2_048).keyID("other").algorithm(JWSAlgorithm.RS512)
        .generate();
    provider.rotateTo(encrypting, small);
    assertRefused(sign(RSA, "RS256", good()));
    assertRefused(sign(small, "RS256", good()));
  }

  @Test
  void whileTheProviderIsAwayKnownKeysHold() {
    assertGood(sign(RSA, "RS256", good()));
    provider.goAway(true);
    pass(Duration.ofMinutes(11));
    assertGood(sign(RSA, "RS256", good()));
    Awaitility.await().untilAsserted(() -> assertRefused(tokens,
        sign(rsaNamed("unknown"), "RS256", good()), ApiError.SERVICE_UNAVAILABLE));
    assertGood(sign(EC, "ES256", good()));
    provider.goAway(false);
    pass(Duration.ofSeconds(31));
    Awaitility.await().untilAsserted(() -> assertRefused(tokens,
        sign(rsaNamed("unknown"), "RS256", good()), ApiError.UNRECOGNIZED_CLIENT));
  }

  @Test
  void aProviderThatWasNeverThereIsNoReasonToLetAnybodyIn() {
    provider.goAway(true);
    assertRefused(tokens, sign(RSA, "RS256", good()), ApiError.SERVICE_UNAVAILABLE);
    provider.goAway(false);
    pass(Duration.ofSeconds(31));
    assertGood(sign(RSA, "RS256", good()));
  }

  @Test
  void aProviderThatDoesNotEndItsAnswerIsNotWaitedForForLong() {
    provider.hang();
    Instant start = Instant.now();
    assertRefused(tokens, sign(RSA, "RS256", good()), ApiError.SERVICE_UNAVAILABLE);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(9));
  }

  @Test
  void aProviderThatDescribesAnotherIsNotBelieved() {
    String keys = provider.issuer() + "/keys";
    for (String document : List.of(OidcProvider.discovery("https://other.example", keys),
        OidcProvider.discovery(provider.issuer() + "/", keys),
        OidcProvider.discovery(provider.issuer(), "http://keys.example/"),
        OidcProvider.discovery(provider.issuer(), "file:///etc/passwd"),
        OidcProvider.discovery(provider.issuer(), "no url"), "{}", "[]", "<html>",
        "\"" + "x".repeat(600_000) + "\"")) {
      provider.describeAs(document);
      assertRefused(tokens, sign(RSA, "RS256", good()), ApiError.SERVICE_UNAVAILABLE);
      pass(Duration.ofSeconds(31));
    }
    assertThat(provider.fetches()).isZero();
  }

  @Test
  void aKeyThatCannotBeReadLeavesTheOthers() {
    provider.publish("{\"keys\":[{\"kty\":\"RSA\"},{},7,{\"kty\":\"NEW\",\"kid\":\"n\"},"
        + RSA.toPublicJWK().toJSONString() + "]}");
    assertGood(sign(RSA, "RS256", good()));
  }

  @Test
  void aClaimIsFoundByItsNameAndThenByItsPath() {
    OidcTokens.Verified verified = tokens.verify(sign(RSA, "RS256", provider.claims(Map.of(
        "groups", List.of("a", "b", 7, List.of("c")),
        "realm_access", Map.of("roles", List.of("admin"), "x.y", "hidden"),
        "exact.name", "told", "exact", Map.of("name", "other"),
        "https://example.com/roles", "r", "long", "x".repeat(257), "zero", "a\u0000b"))));
    Set<Claim> claims = OidcClaims.of(verified.claims());
    assertThat(claims).contains(new Claim("groups", "a"), new Claim("groups", "b"),
        new Claim("realm_access.roles", "admin"), new Claim("exact.name", "told"),
        new Claim("https://example.com/roles", "r"), new Claim("sub", "ann"));
    assertThat(claims).doesNotContain(new Claim("exact.name", "other"));
    assertThat(claims).extracting(Claim::value).doesNotContain("hidden", "c", "7");
    assertThat(claims).extracting(Claim::name).doesNotContain("long", "zero");
  }

  @Test
  void aSubjectInRecordsIsShortAndPlain() {
    assertThat(OidcCallers.session("a\u001b[2J\n\u202eb")).isEqualTo("a[2Jb");
    assertThat(OidcCallers.session("x".repeat(100))).hasSize(64);
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", textBlock = """
      -, pawl, -, -, Set both PAWL_OIDC_ISSUER and PAWL_OIDC_AUDIENCE
      https://i.example, -, -, -, Set both PAWL_OIDC_ISSUER and PAWL_OIDC_AUDIENCE
      -, -, RS256, -, PAWL_OIDC_ALGORITHMS needs
      -, -, -, https://i.example/keys, PAWL_OIDC_JWKS_URL needs
      http://i.example, pawl, -, -, PAWL_OIDC_ISSUER must be
      http://127.0.0.1.example, pawl, -, -, PAWL_OIDC_ISSUER must be
      ftp://localhost, pawl, -, -, PAWL_OIDC_ISSUER must be
      https://u:p@i.example, pawl, -, -, PAWL_OIDC_ISSUER must be
      https://i.example?a=b, pawl, -, -, PAWL_OIDC_ISSUER must be
      issuer, pawl, -, -, PAWL_OIDC_ISSUER must be
      https://i.example, pawl, none, -, PAWL_OIDC_ALGORITHMS may name
      https://i.example, pawl, HS256, -, PAWL_OIDC_ALGORITHMS may name
      https://i.example, pawl, rs256, -, PAWL_OIDC_ALGORITHMS may name
      https://i.example, pawl, 'RS256,', -, PAWL_OIDC_ALGORITHMS may name
      https://i.example, pawl, ES256K, -, PAWL_OIDC_ALGORITHMS may name
      https://i.example, pawl, -, http://i.example/keys, PAWL_OIDC_JWKS_URL must be
      """)
  void settingsThatCannotBeUsedAreNamed(@Nullable String issuer,
      @Nullable String audience,
      @Nullable String algorithms,
      @Nullable String keys, String sentence) {
    Map<String, String> variables = new HashMap<>();
    put(variables, "PAWL_OIDC_ISSUER", issuer);
    put(variables, "PAWL_OIDC_AUDIENCE", audience);
    put(variables, "PAWL_OIDC_ALGORITHMS", algorithms);
    put(variables, "PAWL_OIDC_JWKS_URL", keys);

    assertThatThrownBy(() -> OidcSettings.fromEnvironment(variables))
        .isInstanceOf(InvalidOidcSettingsException.class).hasMessageStartingWith(sentence);
  }

  private static void put(Map<String, String> variables, String name,
      @Nullable String value) {
    if (value != null) {
      variables.put(name, value);
    }
  }

  @Test
  void theKeysMayBeWhereTheSettingsSay() {
    provider.describeAs("{}");
    OidcSettings told = OidcSettings.fromEnvironment(Map.of("PAWL_OIDC_ISSUER",
        provider.issuer(), "PAWL_OIDC_AUDIENCE", "pawl", "PAWL_OIDC_JWKS_URL",
        provider.issuer() + "/keys")).orElseThrow();
    try (OidcTokens direct = tokens(told)) {
      assertThat(direct.verify(sign(RSA, "RS256", good())).subject()).isEqualTo("ann");
    }
    assertThat(OidcSettings.fromEnvironment(Map.of())).isEmpty();
  }
}
