package dev.pawl.core.expression;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hashes that {@code States.Hash} and {@code $hash} know, by names whose case matters. */
enum HashAlgorithm {
  MD5("MD5"),
  SHA_1("SHA-1"),
  SHA_256("SHA-256"),
  SHA_384("SHA-384"),
  SHA_512("SHA-512");

  private final String text;

  HashAlgorithm(String text) {
    this.text = text;
  }

  static Optional<HashAlgorithm> named(String name) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.text.equals(name)).findFirst();
  }

  /** The hash of the text's UTF-8 bytes in lower-case hexadecimal. */
  String hex(String data) {
    try {
      byte[] digest = MessageDigest.getInstance(text).digest(data.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + text, e);
    }
  }
}
