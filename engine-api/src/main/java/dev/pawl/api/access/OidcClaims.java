package dev.pawl.api.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.db.access.OidcRoles.Claim;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a token says, as mappings name it. A claim is a string or one of a list of strings. A name is first that of a
 * claim, letter by letter, as in {@code https://example.com/roles}; only where the token has no such claim do dots lead
 * to the members of objects, as in {@code realm_access.roles}.
 */
final class OidcClaims {
  static final int LONGEST = 256;
  private static final int DEEPEST = 4;

  private OidcClaims() {}

  /** All that mappings can name. */
  static Set<Claim> of(JsonNode token) {
    Set<Claim> claims = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> claim : token.properties()) {
      add(claims, claim.getKey(), claim.getValue());
      if (!claim.getKey().contains(".")) {
        addMembers(claims, token, claim.getKey(), claim.getValue(), 1);
      }
    }
    return claims;
  }

  private static void addMembers(Set<Claim> claims, JsonNode token, String path, JsonNode object,
      int depth) {
    if (!object.isObject() || depth > DEEPEST) {
      return;
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = path + "." + member.getKey();
      // A dot in a member's name would make two members have one name.
      if (!member.getKey().contains(".")) {
        if (!token.has(name)) {
          add(claims, name, member.getValue());
        }
        addMembers(claims, token, name, member.getValue(), depth + 1);
      }
    }
  }

  private static void add(Set<Claim> claims, String name, JsonNode value) {
    if (value.isTextual()) {
      addText(claims, name, value.textValue());
    } else if (value.isArray()) {
      for (JsonNode one : value) {
        if (one.isTextual()) {
          addText(claims, name, one.textValue());
        }
      }
    }
  }

  private static void addText(Set<Claim> claims, String name, String value) {
    if (isPlain(name) && isPlain(value)) {
      claims.add(new Claim(name, value));
    }
  }

  /** Whether a name or a value can be that of a mapping. */
  static boolean isPlain(String text) {
    return !text.isEmpty() && text.length() <= LONGEST
        && text.chars().noneMatch(Character::isISOControl)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
