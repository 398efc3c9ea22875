package dev.pawl.api.access;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.signature.SignedRequest;
import dev.pawl.core.access.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lets everybody in, as the one account that there is, with all rights: for a server that only its own machine reaches.
 * What clients send as credentials has to have the form of some.
 */
public final class OpenGate implements Gate {
  private static final Pattern SIGNATURE = Pattern.compile(
      "AWS4-[A-Z0-9-]{1,40} +Credential=[^/,\\s]+(/[^/,\\s]+){4}, *SignedHeaders=[^,\\s]+, *Signature=[0-9a-fA-F]+");

  private final Caller anybody;
  private final Audit audit;

  /** @param account everybody's */
  public OpenGate(String account, Audit audit) {
    this.anybody = new Caller(account, "arn:aws:iam::" + account + ":root",
        List.of(PolicyDocument.allowAll()), Map.of());
    this.audit = audit;
  }

  @Override
  public Call enter(SignedRequest request, String source, String requestId) {
    for (String authorization : request.header("authorization")) {
      if (!authorization.startsWith("Bearer ") && !SIGNATURE.matcher(authorization).matches()) {
        throw ApiError.INCOMPLETE_SIGNATURE.about(
            "The Authorization header must have the form 'AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...'");
      }
    }
    return new Call(anybody, source, requestId, audit);
  }
}
