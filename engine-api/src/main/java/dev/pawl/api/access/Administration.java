package dev.pawl.api.access;

import static dev.pawl.api.access.Checked.account;
import static dev.pawl.api.access.Checked.changed;
import static dev.pawl.api.access.Checked.changing;
import static dev.pawl.api.access.Checked.check;
import static dev.pawl.api.access.Checked.done;
import static dev.pawl.api.access.Checked.found;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.access.InvalidPolicyException;
import dev.pawl.core.access.PolicyDocument;
import dev.pawl.db.Database;
import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.access.AccessPolicies;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.access.Accounts;
import dev.pawl.db.access.ApiTokens;
import dev.pawl.db.access.AuditEvents;
import dev.pawl.db.access.EventConnections;
import dev.pawl.db.access.OidcRoles;
import dev.pawl.db.connection.Tenant;
import dev.pawl.db.vault.CustomerKeys;
import dev.pawl.db.vault.Vault;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Manages accounts, users, keys, tokens, roles and policies. Each call needs the right of IAM's name for it, and is
 * about the caller's own account; accounts are managed by those of the first account alone.
 */
public final class Administration {
  /** The user of an account that may do everything. */
  public static final String ADMINISTRATOR = "admin";

  /** The policy that allows it. */
  public static final String EVERYTHING = "Administrator";

  private static final String NAME = "[A-Za-z0-9+=,.@_-]{1,64}";
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int ID_LETTERS = 16;
  private static final int SECRET_BYTES = 30;
  private static final Duration LONGEST = Duration.ofDays(3_650);

  private final Accounts accounts;
  private final AccessPolicies policies;
  private final Optional<AccessKeys> keys;
  private final ApiTokens tokens;
  private final OidcRoles oidcRoles;
  private final Optional<CustomerKeys> customerKeys;
  private final Optional<EventConnections> connections;
  private final AuditEvents events;
  private final InstantSource clock;
  private final String first;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param vault seals keys; empty where nobody is asked who they are, so that there are none
   * @param first the account whose administrators manage accounts
   */
  public Administration(Database database, Optional<Vault> vault, String first) {
    this.accounts = database.accounts();
    this.policies = database.accessPolicies();
    this.keys = vault.map(database::accessKeys);
    this.tokens = database.apiTokens();
    this.oidcRoles = database.oidcRoles();
    this.connections = vault.map(database::eventConnections);
    this.customerKeys = vault.map(Optional::of).map(database::customerKeys);
    this.events = database.auditEvents();
    this.clock = database.clock();
    this.first = first;
  }

  /** A key with its secret, which is shown once. */
  public record NewKey(String id, String secret) {}

  /** Manages connections. */
  public ConnectionAdministration connections(String region) {
    return new ConnectionAdministration(connections, region);
  }

  /** All accounts. */
  public List<Accounts.Account> accounts() {
    check("pawl:ListAccounts", "*");
    checkFirst();
    return accounts.all();
  }

  /**
   * Creates an account with an administrator.
   *
   * @return the token of its user {@code admin}, which is shown once
   * @throws ApiException where there is one of the id
   */
  public String createAccount(String id, String name) {
    return changing("pawl:CreateAccount", "*", () -> {
      checkFirst();
      if (!id.matches("\\d{12}")) {
        throw ApiError.VALIDATION.about("The id of an account has 12 digits");
      }
      if (name.isBlank() || name.length() > 80) {
        throw ApiError.INVALID_NAME.about(name);
      }
      done(() -> accounts.create(id, name), "There is an account " + id);
      return Tenant.within(id, () -> {
        boolean _ = makeAdministrator(accounts, policies, id);
        return token(id, ADMINISTRATOR, Optional.empty());
      });
    });
  }

  /** Gives an account the user who may do everything; false where it has one. */
  public static boolean makeAdministrator(Accounts accounts, AccessPolicies policies,
      String account) {
    if (!accounts.createUser(account, ADMINISTRATOR)) {
      return false;
    }
    policies.put(account, EVERYTHING,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""");
    policies.attach(Holder.USER, account, ADMINISTRATOR, EVERYTHING);
    return true;
  }

  private void checkFirst() {
    if (!account().equals(first)) {
      throw ApiError.ACCESS_DENIED
          .about("Accounts are managed by the first account of the server");
    }
  }

  /** The names of users. */
  public List<String> users() {
    check("iam:ListUsers", "*");
    return accounts.users(account());
  }

  /** The names of roles. */
  public List<String> roles() {
    check("iam:ListRoles", "*");
    return accounts.roles(account());
  }

  public void createUser(String name) {
    changed("iam:CreateUser", arn("user", name), () -> done(
        () -> accounts.createUser(account(), checked(name)), "There is a user " + name));
  }

  public void deleteUser(String name) {
    changed("iam:DeleteUser", arn("user", name), () -> found(
        () -> accounts.deleteUser(account(), name), arn("user", name)));
  }

  public void createRole(String name) {
    changed("iam:CreateRole", arn("role", name), () -> done(
        () -> accounts.createRole(account(), checked(name)), "There is a role " + name));
  }

  public void deleteRole(String name) {
    changed("iam:DeleteRole", arn("role", name), () -> found(
        () -> accounts.deleteRole(account(), name), arn("role", name)));
  }

  /** A user's keys, without their secrets. */
  public List<AccessKeys.AccessKey> keys(String user) {
    check("iam:ListAccessKeys", arn("user", user));
    return kept().of(account(), user);
  }

  /** Makes a key; a user has at most two that are active, so that one can take over from the other. */
  public NewKey createKey(String user) {
    return changing("iam:CreateAccessKey", arn("user", user), () -> {
      if (kept().of(account(), user).stream().filter(AccessKeys.AccessKey::isActive)
          .count() >= AccessKeys.MOST_ACTIVE) {
        throw ApiError.SERVICE_QUOTA_EXCEEDED
            .about("A user has at most " + AccessKeys.MOST_ACTIVE + " active access keys");
      }
      StringBuilder id = new StringBuilder("PAWL");
      random.ints(ID_LETTERS, 0, ALPHABET.length()).mapToObj(ALPHABET::charAt)
          .forEach(id::append);
      byte[] secret = new byte[SECRET_BYTES];
      random.nextBytes(secret);
      NewKey key = new NewKey(id.toString(), Base64.getEncoder().encodeToString(secret));
      found(() -> kept().add(key.id(), account(), user, key.secret(), Optional.empty()),
          arn("user", user));
      return key;
    });
  }

  public void setActive(String user, String key, boolean active) {
    changed("iam:UpdateAccessKey", arn("user", user),
        () -> found(() -> has(user, key) && kept().setActive(account(), key, active), key));
  }

  public void deleteKey(String user, String key) {
    changed("iam:DeleteAccessKey", arn("user", user),
        () -> found(() -> has(user, key) && kept().delete(account(), key), key));
  }

  private boolean has(String user, String key) {
    return kept().of(account(), user).stream().anyMatch(known -> known.id().equals(key));
  }

  /** A user's tokens, without their texts. */
  public List<ApiTokens.ApiToken> tokens(String user) {
    check("pawl:ListTokens", arn("user", user));
    return tokens.of(account(), user);
  }

  /**
   * Makes a token, whose text is shown once.
   *
   * @param longest how long it is good; empty for until it is deleted
   */
  public String createToken(String user, Optional<Duration> longest) {
    return changing("pawl:CreateToken", arn("user", user),
        () -> token(account(), user, longest));
  }

  private String token(String account, String user, Optional<Duration> longest) {
    if (longest.filter(time -> time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0)
        .isPresent()) {
      throw ApiError.VALIDATION
          .about("A token is good for 1 second to " + LONGEST.toDays() + " days");
    }
    String text = BearerToken.generate(random);
    BearerToken token = BearerToken.parse(text).orElseThrow();
    found(() -> tokens.add(token.id(), token.hash(), account, user,
        longest.map(clock.instant()::plus)), arn("user", user));
    return text;
  }

  public void deleteToken(String user, String id) {
    changed("pawl:DeleteToken", arn("user", user), () -> found(
        () -> tokens.of(account(), user).stream().anyMatch(token -> token.id().equals(id))
            && tokens.delete(account(), id),
        id));
  }

  /** The keys that seal what executions of the account carry, without what they are made of. */
  public List<CustomerKeys.CustomerKey> customerKeys() {
    check("kms:ListKeys", "*");
    return sealing().of(account());
  }

  /**
   * Makes a key that seals what executions carry.
   *
   * @param material of the key, in base64; empty: it is made up
   * @return its id
   */
  public UUID createCustomerKey(String description, Optional<String> material) {
    return changing("kms:CreateKey", "*", () -> {
      if (description.length() > 256) {
        throw ApiError.VALIDATION.about("A description has at most 256 characters");
      }
      UUID id = UUID.randomUUID();
      found(() -> sealing().add(account(), id, description,
          material.map(Administration::material)), account());
      return id;
    });
  }

  private static byte[] material(String base64) {
    byte[] material;
    try {
      material = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      material = new byte[0];
    }
    if (material.length != CustomerKeys.BYTES) {
      throw ApiError.VALIDATION
          .about("The material of a key is " + CustomerKeys.BYTES + " bytes in base64");
    }
    return material;
  }

  /** Switches a key on or off. While it is off nobody reads what it has sealed, and nothing begins that it would seal. */
  public void setCustomerKeyActive(UUID id, boolean active) {
    changed(active ? "kms:EnableKey" : "kms:DisableKey", "arn:aws:kms:*:" + account() + ":key/"
        + id, () -> found(() -> sealing().setActive(account(), id, active), id.toString()));
  }

  private CustomerKeys sealing() {
    return customerKeys.orElseThrow(() -> ApiError.VALIDATION
        .about(
            "This server asks nobody who they are (PAWL_AUTH=off), and has no keys to seal with"));
  }

  /** The names of policies. */
  public List<String> policies() {
    check("iam:ListPolicies", "*");
    return policies.names(account());
  }

  /** A policy's document, in JSON. */
  public String policy(String name) {
    check("iam:GetPolicy", arn("policy", name));
    return policies.find(account(), name)
        .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(arn("policy", name)));
  }

  /** Creates or changes a policy. */
  public void putPolicy(String name, String document) {
    changed("iam:CreatePolicy", arn("policy", name), () -> {
      try {
        PolicyDocument _ = PolicyDocument.parse(document);
      } catch (InvalidPolicyException e) {
        throw ApiError.VALIDATION.about(String.valueOf(e.getMessage()));
      }
      found(() -> policies.put(account(), checked(name), document), account());
    });
  }

  public void deletePolicy(String name) {
    changed("iam:DeletePolicy", arn("policy", name), () -> {
      if (policies.find(account(), name).isEmpty()) {
        throw ApiError.RESOURCE_NOT_FOUND.about(arn("policy", name));
      }
      done(() -> policies.delete(account(), name), "The policy is still attached");
    });
  }

  /** The policies of a user or a role, by name. */
  public List<String> attached(Holder holder, String name) {
    check(holder == Holder.USER ? "iam:ListAttachedUserPolicies" : "iam:ListAttachedRolePolicies",
        arn(kind(holder), name));
    return policies.of(holder, account(), name).stream().map(AccessPolicies.Policy::name).toList();
  }

  public void attach(Holder holder, String name, String policy) {
    changed(holder == Holder.USER ? "iam:AttachUserPolicy" : "iam:AttachRolePolicy",
        arn(kind(holder), name), () -> found(
            () -> policies.attach(holder, account(), name, policy),
            arn(kind(holder), name) + " or " + arn("policy", policy)));
  }

  public void detach(Holder holder, String name, String policy) {
    changed(holder == Holder.USER ? "iam:DetachUserPolicy" : "iam:DetachRolePolicy",
        arn(kind(holder), name), () -> found(
            () -> policies.detach(holder, account(), name, policy), arn("policy", policy)));
  }

  /** Which roles those have who come from the OpenID Connect provider: the trust policies of roles, as IAM has it. */
  public List<OidcRoles.Mapping> oidcRoles() {
    check("iam:ListRoles", "*");
    return oidcRoles.of(account());
  }

  /** Gives a role to those whose token has a claim. */
  public void putOidcRole(OidcRoles.Mapping mapping) {
    changed("iam:UpdateAssumeRolePolicy", arn("role", mapping.role()), () -> {
      if (!OidcClaims.isPlain(mapping.claim().name())
          || !OidcClaims.isPlain(mapping.claim().value())) {
        throw ApiError.VALIDATION.about("A claim and its value have 1 to " + OidcClaims.LONGEST
            + " characters, no control characters among them");
      }
      found(() -> oidcRoles.put(account(), mapping), arn("role", mapping.role()));
    });
  }

  /** Takes a role from those whose token has a claim. */
  public void deleteOidcRole(OidcRoles.Mapping mapping) {
    changed("iam:UpdateAssumeRolePolicy", arn("role", mapping.role()),
        () -> found(() -> OidcClaims.isPlain(mapping.claim().name())
            && OidcClaims.isPlain(mapping.claim().value())
            && oidcRoles.delete(account(), mapping), arn("role", mapping.role())));
  }

  /** What was changed and refused in the account, the latest first. */
  public List<AuditEvents.Recorded> audit(Instant from, Instant until, int most) {
    check("pawl:ReadAudit", "*");
    return events.page(account(), from, until, most);
  }

  private AccessKeys kept() {
    return keys.orElseThrow(() -> ApiError.VALIDATION
        .about("This server asks nobody who they are (PAWL_AUTH=off), and has no access keys"));
  }

  private static String kind(Holder holder) {
    return holder == Holder.USER ? "user" : "role";
  }

  private static String checked(String name) {
    if (!name.matches(NAME)) {
      throw ApiError.INVALID_NAME.about(name);
    }
    return name;
  }

  private static String arn(String kind, String name) {
    return "arn:aws:iam::" + account() + ":" + kind + "/" + name;
  }
}
