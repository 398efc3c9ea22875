package dev.pawl.core.identity;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** What a connector sends so that its target can tell a repeated delivery from a new attempt. */
public final class IdempotencyTokens {
  private IdempotencyTokens() {}

  /**
   * The token of one attempt: base64url, without padding, of the SHA-256 of the id's 16 bytes, the sequence
   * number and the attempt, each most significant byte first. 43 characters.
   *
   * @param seq the task's number within its execution
   * @param attempt counts the attempts at that task
   */
  public static String of(UUID execution, int seq, int attempt) {
    byte[] bytes = ByteBuffer.allocate(24)
        .putLong(execution.getMostSignificantBits())
        .putLong(execution.getLeastSignificantBits())
        .putInt(seq)
        .putInt(attempt)
        .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(bytes));
  }
}
