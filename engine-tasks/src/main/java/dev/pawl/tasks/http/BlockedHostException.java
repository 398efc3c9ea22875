package dev.pawl.tasks.http;

import java.net.UnknownHostException;

/** A host has an address that is not to be called. The message names the rule and not the address. */
public final class BlockedHostException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  BlockedHostException(String host, String rule) {
    super(message(host, rule));
  }

  static String message(String host, String rule) {
    return "the host " + host + " is not to be called: " + rule;
  }
}
