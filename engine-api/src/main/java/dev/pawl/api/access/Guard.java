package dev.pawl.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.signature.SignatureVerifier;
import dev.pawl.api.signature.SignedRequest;
import dev.pawl.api.signature.SigningKey;
import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.access.AccessKeys.AccessKey;
import dev.pawl.db.access.ApiTokens;
import dev.pawl.db.access.ApiTokens.ApiToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who signs with a known access key, or has a known API token or one of the OpenID Connect provider. What is looked up holds for 5 seconds: so long a
 * key, a token or a policy may still count after it was taken away.
 */
public final class Guard implements Gate {
  private static final Duration HOLDS = Duration.ofSeconds(5);
  private static final int MOST_KNOWN = 10_000;
  private static final String BEARER = "Bearer ";

  private final SignatureVerifier verifier = new SignatureVerifier(
      Set.of("states", "events", "scheduler", "pipes"));
  private final AccessKeys keys;
  private final ApiTokens tokens;
  private final StoredPolicies policies;
  private final InstantSource clock;
  private final Audit audit;
  private final String region;
  private final Optional<OidcCallers> provider;
  private final Cache<String, Optional<KnownKey>> byKey = cache();
  private final Cache<String, Optional<KnownToken>> byToken = cache();

  /** What is known of a key: its secret, and who has it. */
  private record KnownKey(SigningKey key, Caller caller) {}

  private record KnownToken(Optional<Instant> expiresAt, Caller caller) {}

  /**
   * @param clock the database's
   * @param provider who comes from the OpenID Connect provider; empty where there is none
   */
  public Guard(AccessKeys keys, ApiTokens tokens, StoredPolicies policies, InstantSource clock,
      Audit audit, String region, Optional<OidcCallers> provider) {
    this.provider = provider;
    this.keys = keys;
    this.tokens = tokens;
    this.policies = policies;
    this.clock = clock;
    this.audit = audit;
    this.region = region;
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(HOLDS).build();
  }

  @Override
  public Call enter(SignedRequest request, String source, String requestId) {
    try {
      Caller caller = isBearer(request) ? byToken(request) : bySignature(request);
      return new Call(within(caller, request, source), source, requestId, audit);
    } catch (ApiException e) {
      if (isProbe(request)) {
        throw e;
      }
      audit.refused(claimed(request), source, target(request), e.error().code(), requestId);
      throw e;
    }
  }

  /** What watches over the server asks for its health every few seconds, and says nothing of itself. */
  private static boolean isProbe(SignedRequest request) {
    return request.rawPath().equals("/health") && request.header("authorization").isEmpty();
  }

  private static boolean isBearer(SignedRequest request) {
    List<String> headers = request.header("authorization");
    return headers.size() == 1 && headers.getFirst().startsWith(BEARER);
  }

  private Caller bySignature(SignedRequest request) {
    Instant now = clock.instant();
    String id = verifier.verify(request, now, key -> known(key).map(KnownKey::key));
    return known(id).orElseThrow(
        () -> ApiError.UNRECOGNIZED_CLIENT
            .about("The security token included in the request is invalid."))
        .caller();
  }

  private Optional<KnownKey> known(String id) {
    return byKey.get(id, this::load);
  }

  private Optional<KnownKey> load(String id) {
    return keys.find(id).filter(found -> found.key().isActive()).map(found -> {
      AccessKey key = found.key();
      keys.touch(id);
      return new KnownKey(
          new SigningKey(found.secret(), found.sessionHash(),
              Optional.ofNullable(key.expiresAt())),
          user(key.account(), key.user()));
    });
  }

  private Caller byToken(SignedRequest request) {
    String text = request.header("authorization").getFirst().substring(BEARER.length()).strip();
    if (provider.isPresent() && OidcTokens.isOne(text)) {
      return provider.get().enter(text, request.header("x-pawl-account"), clock.instant());
    }
    KnownToken token = BearerToken.parse(text)
        .flatMap(parsed -> byToken.get(parsed.cacheKey(), _ -> load(parsed)))
        .orElseThrow(() -> ApiError.UNRECOGNIZED_CLIENT.about("The bearer token is unknown."));
    if (token.expiresAt().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
      throw ApiError.EXPIRED_TOKEN.about("The bearer token is expired.");
    }
    return token.caller();
  }

  private Optional<KnownToken> load(BearerToken parsed) {
    return tokens.find(parsed.id(), parsed.hash()).map((ApiToken token) -> {
      tokens.touch(token.id());
      return new KnownToken(Optional.ofNullable(token.expiresAt()),
          user(token.account(), token.user()));
    });
  }

  private Caller user(String account, String name) {
    String arn = "arn:aws:iam::" + account + ":user/" + name;
    return new Caller(account, arn,
        policies.ofUser(account, name),
        Map.of("aws:username", List.of(name), "aws:PrincipalArn", List.of(arn),
            "aws:PrincipalAccount", List.of(account), "aws:PrincipalType", List.of("User"),
            "aws:RequestedRegion", List.of(region)));
  }

  private Caller within(Caller caller, SignedRequest request, String source) {
    Instant now = clock.instant();
    Map<String, List<String>> context = new HashMap<>(caller.context());
    context.put("aws:SourceIp", List.of(source));
    context.put("aws:CurrentTime", List.of(now.toString()));
    context.put("aws:EpochTime", List.of(Long.toString(now.getEpochSecond())));
    List<String> agent = request.header("user-agent");
    if (!agent.isEmpty()) {
      context.put("aws:UserAgent", List.of(agent.getFirst()));
    }
    return new Caller(caller.account(), caller.arn(), caller.policies(), context);
  }

  /** The id of the key that somebody claims to have, for the record. */
  private static String claimed(SignedRequest request) {
    List<String> headers = request.header("authorization");
    if (headers.isEmpty() || isBearer(request)) {
      return "";
    }
    int start = headers.getFirst().indexOf("Credential=") + "Credential=".length();
    int end = headers.getFirst().indexOf('/', start);
    return start < "Credential=".length() || end < 0
        ? ""
        : headers.getFirst().substring(start, end);
  }

  private static String target(SignedRequest request) {
    List<String> targets = request.header("x-amz-target");
    return targets.isEmpty() ? request.method() + " " + request.rawPath() : targets.getFirst();
  }
}
