package dev.pawl.api.protocol;

import dev.pawl.api.access.Gate;
import dev.pawl.api.access.HttpRequests;
import dev.pawl.core.access.AccessDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.UUID;

/** Whether callers may see what is the server's and no account's. */
public final class ServerReads {
  private final Gate gate;

  public ServerReads(Gate gate) {
    this.gate = gate;
  }

  /** Whether a request without a body comes from somebody who has a right to an action. */
  boolean allows(HttpServletRequest request, String action) {
    try {
      return gate.enter(HttpRequests.signed(request, new byte[0]), request.getRemoteAddr(),
          UUID.randomUUID().toString())
          .caller().decide(action, "*", Map.of()) == AccessDecision.ALLOWED;
    } catch (ApiException e) {
      // Nobody who is known: the gate has noted it.
      return false;
    }
  }
}
