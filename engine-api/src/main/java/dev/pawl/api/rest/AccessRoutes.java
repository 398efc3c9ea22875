package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.access.Administration;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.rest.Route.Body;
import dev.pawl.api.rest.Route.Query;
import dev.pawl.core.json.Payload;
import dev.pawl.db.access.AccessKeys.AccessKey;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.access.ApiTokens.ApiToken;
import dev.pawl.db.access.AuditEvents.Recorded;
import dev.pawl.db.access.OidcRoles.Claim;
import dev.pawl.db.access.OidcRoles.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Accounts, users, keys, tokens, roles, policies, and what was audited. */
final class AccessRoutes {
  private static final String NAME = "name";
  private static final String USERS = "/access/users";
  private static final String ROLES = "/access/roles";
  private static final String OIDC_ROLES = "/access/oidc-roles";
  private static final String CLAIM = "claim";
  private static final String VALUE = "value";
  private static final String ROLE = "role";
  private static final String POLICIES = "/access/policies";
  private static final String ENCRYPTION_KEYS = "/access/encryption-keys";
  private static final String ACTIVE = "active";
  private static final String ID = "id";
  private static final int MOST_EVENTS = 1_000;
  private static final Map<String, @Nullable Object> OBJECT = Map.of("type", "object");
  private static final Map<String, @Nullable Object> LIST = Map.of("type", "object", "required",
      List.of("items"), "properties", Map.of("items", Map.of("type", "array")));

  private final Administration administration;

  AccessRoutes(Administration administration) {
    this.administration = administration;
  }

  List<Route> routes() {
    return Stream.of(accounts(), users(), keys(), tokens(), roles(), oidcRoles(),
        policies(), encryptionKeys(),
        attachments(USERS, "User", Holder.USER), attachments(ROLES, "Role", Holder.ROLE))
        .flatMap(List::stream).toList();
  }

  private List<Route> accounts() {
    return List.of(
        on("GET", "/access/accounts", "listAccounts", "Lists the accounts",
            _ -> items(administration.accounts().stream()
                .map(account -> Map.of(ID, account.id(), NAME, account.name())).toList()))
            .answers(200, LIST),
        on("POST", "/access/accounts", "createAccount",
            "Creates an account with a user 'admin', and answers the user's token, once",
            request -> RestAnswer.of(201, Map.of("token", administration.createAccount(
                text(request, ID), text(request, NAME)))))
            .takes(body("CreateAccount", ID, NAME)).answers(201, OBJECT),
        on("GET", "/access/audit", "listAuditEvents",
            "Lists what was changed and refused in the account, the latest first",
            request -> items(administration.audit(time(request, "from", Instant.EPOCH),
                time(request, "until", Instant.parse("9999-01-01T00:00:00Z")),
                Math.clamp(request.number("limit").orElse(100), 1, MOST_EVENTS)).stream()
                .map(AccessRoutes::event).toList()))
            .query(new Query("from", Schemas.STRING, "Events of this time and later"),
                new Query("until", Schemas.STRING, "Events before this time"), Query.LIMIT)
            .answers(200, LIST));
  }

  private List<Route> users() {
    return List.of(
        on("GET", USERS, "listUsers", "Lists the users",
            _ -> items(administration.users())).answers(200, LIST),
        on("POST", USERS, "createUser", "Creates a user, who has no rights yet",
            request -> {
              administration.createUser(text(request, NAME));
              return RestAnswer.of(201, Map.of(NAME, text(request, NAME)));
            }).takes(body("CreateUser", NAME)).answers(201, OBJECT),
        on("DELETE", USERS + "/{name}", "deleteUser", "Deletes a user with all keys and tokens",
            request -> {
              administration.deleteUser(request.part(NAME));
              return RestAnswer.nothing();
            }));
  }

  private List<Route> keys() {
    String keys = USERS + "/{name}/keys";
    return List.of(
        on("GET", keys, "listAccessKeys", "Lists the access keys of a user",
            request -> items(administration.keys(request.part(NAME)).stream()
                .map(AccessRoutes::key).toList()))
            .answers(200, LIST),
        on("POST", keys, "createAccessKey", "Makes an access key, and answers its secret, once",
            request -> {
              Administration.NewKey key = administration.createKey(request.part(NAME));
              return RestAnswer.of(201,
                  Map.of("accessKeyId", key.id(), "secretAccessKey", key.secret()));
            }).answers(201, OBJECT),
        on("PATCH", keys + "/{id}", "updateAccessKey", "Switches an access key on or off",
            request -> {
              administration.setActive(request.part(NAME), request.part(ID),
                  Boolean.TRUE.equals(request.members().get(ACTIVE)));
              return RestAnswer.nothing();
            }).takes(new Body("UpdateAccessKey", Map.of(ACTIVE, Schemas.BOOLEAN),
                Set.of(ACTIVE))),
        on("DELETE", keys + "/{id}", "deleteAccessKey", "Deletes an access key", request -> {
          administration.deleteKey(request.part(NAME), request.part(ID));
          return RestAnswer.nothing();
        }));
  }

  private List<Route> tokens() {
    String tokens = USERS + "/{name}/tokens";
    return List.of(
        on("GET", tokens, "listTokens", "Lists the API tokens of a user",
            request -> items(administration.tokens(request.part(NAME)).stream()
                .map(AccessRoutes::token).toList()))
            .answers(200, LIST),
        on("POST", tokens, "createToken", "Makes an API token, and answers it, once",
            request -> RestAnswer.of(201, Map.of("token", administration.createToken(
                request.part(NAME),
                Optional.ofNullable((Number) request.members().get("seconds"))
                    .map(Number::longValue).map(Duration::ofSeconds)))))
            .takes(new Body("CreateToken",
                Map.of("seconds", Map.of("type", "integer", "minimum", 1, "maximum", 315_360_000)),
                Set.of()))
            .answers(201, OBJECT),
        on("DELETE", tokens + "/{id}", "deleteToken", "Deletes an API token", request -> {
          administration.deleteToken(request.part(NAME), request.part(ID));
          return RestAnswer.nothing();
        }));
  }

  private List<Route> roles() {
    return List.of(
        on("GET", ROLES, "listRoles", "Lists the roles",
            _ -> items(administration.roles())).answers(200, LIST),
        on("POST", ROLES, "createRole", "Creates a role", request -> {
          administration.createRole(text(request, NAME));
          return RestAnswer.of(201, Map.of(NAME, text(request, NAME)));
        }).takes(body("CreateRole", NAME)).answers(201, OBJECT),
        on("DELETE", ROLES + "/{name}", "deleteRole", "Deletes a role", request -> {
          administration.deleteRole(request.part(NAME));
          return RestAnswer.nothing();
        }));
  }

  private List<Route> oidcRoles() {
    return List.of(
        on("GET", OIDC_ROLES, "listOidcRoles",
            "Lists which roles those have whose OpenID Connect token has a claim",
            _ -> items(administration.oidcRoles().stream()
                .map(mapping -> Map.of(CLAIM, mapping.claim().name(), VALUE,
                    mapping.claim().value(), ROLE, mapping.role()))
                .toList()))
            .answers(200, LIST),
        on("PUT", OIDC_ROLES, "putOidcRole",
            "Gives a role to those whose OpenID Connect token has a claim", request -> {
              administration.putOidcRole(new Mapping(
                  new Claim(text(request, CLAIM), text(request, VALUE)), text(request, ROLE)));
              return RestAnswer.nothing();
            }).takes(body("PutOidcRole", CLAIM, VALUE, ROLE)),
        on("DELETE", OIDC_ROLES, "deleteOidcRole",
            "Takes a role from those whose OpenID Connect token has a claim", request -> {
              administration.deleteOidcRole(new Mapping(
                  new Claim(required(request, CLAIM), required(request, VALUE)),
                  required(request, ROLE)));
              return RestAnswer.nothing();
            }).query(new Query(CLAIM, Schemas.STRING, "The claim's name; it has to be there"),
                new Query(VALUE, Schemas.STRING, "The claim's value; it has to be there"),
                new Query(ROLE, Schemas.STRING, "The role's name; it has to be there")));
  }

  private static String required(RestRequest request, String parameter) {
    return request.parameter(parameter).orElseThrow(() -> ProblemException.badParameter(
        "The parameter " + parameter + " has to be there"));
  }

  private List<Route> policies() {
    String one = POLICIES + "/{name}";
    return List.of(
        on("GET", POLICIES, "listPolicies", "Lists the policies",
            _ -> items(administration.policies())).answers(200, LIST),
        on("GET", one, "getPolicy", "Shows a policy",
            request -> RestAnswer.ok(Map.of(NAME, request.part(NAME), "document",
                Payload.ofText(administration.policy(request.part(NAME))))))
            .answers(200, OBJECT),
        on("PUT", one, "putPolicy", "Creates or changes a policy", request -> {
          administration.putPolicy(request.part(NAME), text(request, "document"));
          return RestAnswer.nothing();
        }).takes(new Body("PutPolicy", Map.of("document", Schemas.ANY), Set.of("document"))),
        on("DELETE", one, "deletePolicy", "Deletes a policy that nobody has", request -> {
          administration.deletePolicy(request.part(NAME));
          return RestAnswer.nothing();
        }));
  }

  private List<Route> encryptionKeys() {
    return List.of(
        on("GET", ENCRYPTION_KEYS, "listEncryptionKeys",
            "Lists the keys that seal what executions carry",
            _ -> items(administration.customerKeys().stream()
                .map(key -> Map.of(ID, key.id().toString(), "description", key.description(),
                    ACTIVE, key.isActive(), "createdAt", key.createdAt().toString()))
                .toList()))
            .answers(200, LIST),
        on("POST", ENCRYPTION_KEYS, "createEncryptionKey",
            "Makes a key that seals what executions carry; its material may be given, 32 bytes in base64",
            request -> RestAnswer.of(201, Map.of(ID, administration.createCustomerKey(
                Objects.requireNonNullElse((String) request.members().get("description"), ""),
                Optional.ofNullable((String) request.members().get("material"))).toString())))
            .takes(new Body("CreateEncryptionKey",
                Map.of("description", Schemas.STRING, "material", Schemas.STRING), Set.of()))
            .answers(201, OBJECT),
        on("PATCH", ENCRYPTION_KEYS + "/{id}", "updateEncryptionKey",
            "Switches a key on or off; while it is off nobody reads what it has sealed",
            request -> {
              administration.setCustomerKeyActive(uuid(request.part(ID)),
                  Boolean.TRUE.equals(request.members().get(ACTIVE)));
              return RestAnswer.nothing();
            }).takes(new Body("UpdateEncryptionKey", Map.of(ACTIVE, Schemas.BOOLEAN),
                Set.of(ACTIVE))));
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw ApiError.RESOURCE_NOT_FOUND.about(text);
    }
  }

  private List<Route> attachments(String holders, String whose, Holder holder) {
    String all = holders + "/{name}/policies";
    return List.of(
        on("GET", all, "list" + whose + "Policies", "Lists the policies attached",
            request -> items(administration.attached(holder, request.part(NAME))))
            .answers(200, LIST),
        on("PUT", all + "/{policy}", "attach" + whose + "Policy", "Attaches a policy",
            request -> {
              administration.attach(holder, request.part(NAME), request.part("policy"));
              return RestAnswer.nothing();
            }),
        on("DELETE", all + "/{policy}", "detach" + whose + "Policy", "Takes a policy away",
            request -> {
              administration.detach(holder, request.part(NAME), request.part("policy"));
              return RestAnswer.nothing();
            }));
  }

  private static Body body(String operation, String... members) {
    Map<String, Map<String, @Nullable Object>> texts = new LinkedHashMap<>();
    for (String member : members) {
      texts.put(member, Schemas.STRING);
    }
    return new Body(operation + "Request", texts, Set.of(members));
  }

  private static String text(RestRequest request, String member) {
    return Objects.requireNonNull((String) request.members().get(member));
  }

  private static Instant time(RestRequest request, String parameter, Instant otherwise) {
    return request.parameter(parameter).map(text -> {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw ProblemException.badParameter("The parameter " + parameter
            + " must be a time such as 2026-01-02T03:04:05Z, not '" + text + "'");
      }
    }).orElse(otherwise);
  }

  private static RestAnswer items(List<?> items) {
    return RestAnswer.ok(Map.of("items", new ArrayList<>(items)));
  }

  private static Map<String, Object> key(AccessKey key) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("accessKeyId", key.id());
    shown.put(ACTIVE, key.isActive());
    shown.put("createdAt", key.createdAt().toString());
    put(shown, "expiresAt", key.expiresAt());
    put(shown, "lastUsedAt", key.lastUsedAt());
    return shown;
  }

  private static Map<String, Object> token(ApiToken token) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put(ID, token.id());
    shown.put("createdAt", token.createdAt().toString());
    put(shown, "expiresAt", token.expiresAt());
    put(shown, "lastUsedAt", token.lastUsedAt());
    return shown;
  }

  private static void put(Map<String, Object> shown, String name, @Nullable Instant time) {
    if (time != null) {
      shown.put(name, time.toString());
    }
  }

  private static Map<String, Object> event(Recorded recorded) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("at", recorded.at().toString());
    shown.put("principal", recorded.event().principal());
    shown.put("source", recorded.event().source());
    shown.put("action", recorded.event().action());
    shown.put("resource", recorded.event().resource());
    shown.put("result", recorded.event().result());
    shown.put("requestId", recorded.event().requestId());
    return shown;
  }
}
