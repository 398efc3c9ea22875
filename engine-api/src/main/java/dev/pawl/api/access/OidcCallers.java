package dev.pawl.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.access.PolicyDocument;
import dev.pawl.db.access.OidcRoles;
import dev.pawl.db.access.OidcRoles.AccountRole;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Those who come with a token of the OpenID Connect provider. Their rights are those of the roles that the table of
 * mappings gives for what the token says; who has none there may do nothing. What is looked up holds for 5 seconds.
 */
public final class OidcCallers implements AutoCloseable {
  private static final Duration HOLDS = Duration.ofSeconds(5);
  private static final int MOST_KNOWN = 10_000;
  private static final int LONGEST_SESSION = 64;

  private final OidcTokens tokens;
  private final OidcRoles roles;
  private final StoredPolicies policies;
  private final String region;
  // Good tokens only, so that nobody else can fill it.
  private final Cache<String, Known> known = Caffeine.newBuilder().maximumSize(MOST_KNOWN)
      .expireAfterWrite(HOLDS).build();

  /** A token that has been verified, and who its bearer is in each account. */
  private record Known(OidcTokens.Verified token, Map<String, Caller> byAccount) {}

  public OidcCallers(OidcSettings settings, OidcRoles roles, StoredPolicies policies,
      String region) {
    this(new OidcTokens(settings, new OidcKeys(settings, Ticker.systemTicker())), roles, policies,
        region);
  }

  private OidcCallers(OidcTokens tokens, OidcRoles roles, StoredPolicies policies,
      String region) {
    this.tokens = tokens;
    this.roles = roles;
    this.policies = policies;
    this.region = region;
  }

  /**
   * The bearer of a token.
   *
   * @param accounts what the request names: one, or none where the token has roles in one account alone
   * @throws ApiException where the token is not good, gives no role in the account, or roles in several while none is
   *     named
   */
  Caller enter(String token, List<String> accounts, Instant now) {
    String key = sha256(token);
    Known found = known.getIfPresent(key);
    if (found == null) {
      // Not within the cache: the provider may have to be asked, and others would wait.
      OidcTokens.Verified verified = tokens.verify(token);
      verified.checkTime(now);
      found = new Known(verified, callers(verified));
      known.put(key, found);
    }
    found.token().checkTime(now);
    return choose(found.byAccount(), accounts);
  }

  private static Caller choose(Map<String, Caller> byAccount, List<String> accounts) {
    if (accounts.size() > 1) {
      throw ApiError.VALIDATION.about("X-Pawl-Account may name one account");
    }
    if (accounts.isEmpty() && byAccount.size() > 1) {
      throw ApiError.VALIDATION
          .about("The token gives roles in several accounts: name one in X-Pawl-Account");
    }
    Caller caller = accounts.isEmpty()
        ? byAccount.values().stream().findFirst().orElse(null)
        : byAccount.get(accounts.getFirst().strip());
    if (caller == null) {
      throw ApiError.ACCESS_DENIED.about("The token gives no role in the account");
    }
    return caller;
  }

  private Map<String, Caller> callers(OidcTokens.Verified token) {
    Map<String, List<String>> byAccount = roles.matching(OidcClaims.of(token.claims())).stream()
        .collect(Collectors.groupingBy(AccountRole::account, TreeMap::new,
            Collectors.mapping(AccountRole::role, Collectors.toList())));
    Map<String, Caller> callers = new TreeMap<>();
    byAccount.forEach((account, names) -> callers.put(account,
        caller(account, names, session(token.subject()))));
    return callers;
  }

  /** Has the rights of all the roles, and the name of the first. */
  private Caller caller(String account, List<String> names, String session) {
    List<PolicyDocument> documents = names.stream()
        .flatMap(role -> policies.ofRole(account, role).stream()).toList();
    String role = names.getFirst();
    // As for AWS, sessions of a role have the role's ARN in conditions: what a provider calls people decides nothing.
    return new Caller(account,
        "arn:aws:sts::" + account + ":assumed-role/" + role + "/" + session, documents,
        Map.of("aws:PrincipalArn", List.of("arn:aws:iam::" + account + ":role/" + role),
            "aws:PrincipalAccount", List.of(account), "aws:PrincipalType",
            List.of("AssumedRole"), "aws:RequestedRegion", List.of(region)));
  }

  /** A subject as records and messages have it: without what steers terminals, and short. */
  static String session(String subject) {
    String clean = subject.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "");
    return clean.codePoints().limit(LONGEST_SESSION)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of().formatHex(
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256", e);
    }
  }

  @Override
  public void close() {
    tokens.close();
  }
}
