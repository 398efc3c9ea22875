package dev.pawl.core.connection;

/** How a connection says who it is. None of them shows a secret as text. */
public sealed interface Authorization {
  /** The header {@code Authorization: Basic}. */
  record Basic(String username, String password) implements Authorization {
    @Override
    public String toString() {
      return "Basic[" + username + "]";
    }
  }

  /** A header of the service's own. */
  record ApiKey(String name, String value) implements Authorization {
    @Override
    public String toString() {
      return "ApiKey[" + name + "]";
    }
  }

  /**
   * A token of an authorization server (RFC 6749, section 4.4), which is asked for when it is needed.
   *
   * @param endpoint the server's URL
   * @param method GET, POST or PUT
   * @param parameters what the server is sent besides
   */
  record ClientCredentials(String clientId, String clientSecret, String endpoint, String method,
      HttpParameters parameters) implements Authorization {
    @Override
    public String toString() {
      return "ClientCredentials[" + clientId + "]";
    }
  }
}
