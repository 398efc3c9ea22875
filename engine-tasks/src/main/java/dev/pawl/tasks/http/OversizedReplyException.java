package dev.pawl.tasks.http;

import java.io.IOException;

/** A reply has more bytes than a state may have. */
final class OversizedReplyException extends IOException {
  private static final long serialVersionUID = 1L;

  OversizedReplyException() {
    super("the reply has more than " + GuardedHttp.MOST_BYTES + " bytes");
  }
}
