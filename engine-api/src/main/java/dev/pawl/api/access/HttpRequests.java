package dev.pawl.api.access;

import dev.pawl.api.signature.SignedRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests of the servlet API, as their signatures see them. */
public final class HttpRequests {
  private HttpRequests() {}

  /** @param body which has been read already */
  public static SignedRequest signed(HttpServletRequest request, byte[] body) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    String query = request.getQueryString();
    return new SignedRequest(request.getMethod(), request.getRequestURI(),
        query == null ? "" : query, headers, body);
  }
}
