package dev.pawl.core.connection;

import dev.pawl.core.connection.Authorization.ApiKey;
import dev.pawl.core.connection.Authorization.Basic;
import dev.pawl.core.connection.Authorization.ClientCredentials;
import dev.pawl.core.connection.HttpParameters.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code AuthorizationType} and {@code AuthParameters} of EventBridge's CreateConnection. */
public final class ConnectionParameters {
  private static final int LONGEST = 512;
  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT");

  private ConnectionParameters() {}

  /**
   * Reads them.
   *
   * @param type BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS
   * @param parameters a JSON tree
   * @throws InvalidConnectionException with what is wrong; no value is shown
   */
  public static Connection parse(String arn, String version, String type,
      @Nullable Object parameters) {
    Map<?, ?> all = object("AuthParameters", parameters);
    return new Connection(arn, version, authorization(type, all),
        http("InvocationHttpParameters", all.get("InvocationHttpParameters")));
  }

  private static Authorization authorization(String type, Map<?, ?> all) {
    return switch (type) {
      case "BASIC" -> {
        Map<?, ?> basic = object("BasicAuthParameters", all.get("BasicAuthParameters"));
        yield new Basic(text(basic, "Username"), text(basic, "Password"));
      }
      case "API_KEY" -> {
        Map<?, ?> key = object("ApiKeyAuthParameters", all.get("ApiKeyAuthParameters"));
        String name = text(key, "ApiKeyName");
        Headers.checkName(name);
        yield new ApiKey(name, header("ApiKeyValue", text(key, "ApiKeyValue")));
      }
      case "OAUTH_CLIENT_CREDENTIALS" -> {
        Map<?, ?> oauth = object("OAuthParameters", all.get("OAuthParameters"));
        Map<?, ?> client = object("ClientParameters", oauth.get("ClientParameters"));
        String method = text(oauth, "HttpMethod");
        if (!METHODS.contains(method)) {
          throw new InvalidConnectionException("HttpMethod is one of GET, POST and PUT");
        }
        yield new ClientCredentials(text(client, "ClientID"), text(client, "ClientSecret"),
            text(oauth, "AuthorizationEndpoint"), method,
            http("OAuthHttpParameters", oauth.get("OAuthHttpParameters")));
      }
      default -> throw new InvalidConnectionException(
          "AuthorizationType is one of BASIC, API_KEY and OAUTH_CLIENT_CREDENTIALS");
    };
  }

  private static HttpParameters http(String where, @Nullable Object tree) {
    if (tree == null) {
      return HttpParameters.NONE;
    }
    Map<?, ?> all = object(where, tree);
    List<Parameter> headers = list(all, "HeaderParameters");
    for (Parameter header : headers) {
      Headers.checkName(header.key());
      String _ = header(header.key(), header.value());
    }
    return new HttpParameters(headers, list(all, "QueryStringParameters"),
        list(all, "BodyParameters"));
  }

  private static List<Parameter> list(Map<?, ?> all, String name) {
    Object list = all.get(name);
    if (list == null) {
      return List.of();
    }
    if (!(list instanceof List<?> entries)) {
      throw new InvalidConnectionException(name + " is a list");
    }
    List<Parameter> parameters = new ArrayList<>();
    for (Object entry : entries) {
      Map<?, ?> one = object(name, entry);
      parameters.add(new Parameter(text(one, "Key"), text(one, "Value"),
          Boolean.TRUE.equals(one.get("IsValueSecret"))));
    }
    return parameters;
  }

  private static String header(String name, String value) {
    if (!Headers.isValue(value)) {
      throw new InvalidConnectionException("The value of " + name + " has a control character");
    }
    return value;
  }

  private static Map<?, ?> object(String name, @Nullable Object tree) {
    if (tree instanceof Map<?, ?> object) {
      return object;
    }
    throw new InvalidConnectionException(name + " is missing, or is no object");
  }

  private static String text(Map<?, ?> members, String name) {
    if (members.get(name) instanceof String text && !text.isEmpty()) {
      if (text.length() > LONGEST && !name.toLowerCase(Locale.ROOT).contains("endpoint")) {
        throw new InvalidConnectionException(name + " has more than " + LONGEST + " characters");
      }
      return text;
    }
    throw new InvalidConnectionException(name + " is missing, or is no text");
  }
}
