package dev.pawl.tasks.http;

import dev.pawl.core.connection.Authorization.ApiKey;
import dev.pawl.core.connection.Authorization.Basic;
import dev.pawl.core.connection.Authorization.ClientCredentials;
import dev.pawl.core.connection.Connection;
import dev.pawl.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hides secrets that a service sends back. */
record Mask(List<String> secrets) {
  private static final String HIDDEN = "****";

  /** Shorter ones would hide what is none. */
  private static final int SHORTEST = 4;

  Mask {
    // The longer first: one may be a part of another.
    secrets = secrets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** What a connection's service must not show, in all forms in which it is sent. */
  static Mask of(Connection connection, Optional<String> token) {
    Stream<String> own = switch (connection.authorization()) {
      case Basic(String username, String password) ->
        Stream.of(password, basic(username, password));
      case ApiKey(String _, String value) -> Stream.of(value);
      case ClientCredentials client -> Stream.concat(
          Stream.concat(Stream.of(client.clientSecret()), client.parameters().secrets()),
          token.stream());
    };
    return new Mask(Stream.concat(own, connection.invocation().secrets())
        .filter(secret -> secret.length() >= SHORTEST).flatMap(Mask::forms).distinct().toList());
  }

  private static Stream<String> forms(String secret) {
    String quoted = Json.write(secret);
    return Stream.of(secret, quoted.substring(1, quoted.length() - 1),
        FormEncoding.percent(secret));
  }

  /** The credentials of the header {@code Authorization: Basic}. */
  static String basic(String username, String password) {
    return Base64.getEncoder()
        .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  String hide(String text) {
    String hidden = text;
    for (String secret : secrets) {
      hidden = hidden.replace(secret, HIDDEN);
    }
    return hidden;
  }

  Map<String, List<String>> hide(Map<String, List<String>> headers) {
    return headers.entrySet().stream().collect(Collectors.toMap(header -> hide(header.getKey()),
        header -> header.getValue().stream().map(this::hide).toList(), (one, _) -> one,
        LinkedHashMap::new));
  }

  /** Does not show the secrets. */
  @Override
  public String toString() {
    return "Mask[" + secrets.size() + "]";
  }
}
