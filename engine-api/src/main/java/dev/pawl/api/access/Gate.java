package dev.pawl.api.access;

import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.signature.SignedRequest;

/** Tells who sends a request. */
public interface Gate {
  /**
   * The sender of a request.
   *
   * @param request with its body
   * @param source the address that it came from
   * @param requestId what the answer calls the request
   * @throws ApiException where nobody is to be answered: the names of AWS's errors tell why
   */
  Call enter(SignedRequest request, String source, String requestId);
}
