package dev.pawl.core.access;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of addresses, as {@code 10.0.0.0/8} or {@code 2001:db8::/32}. Nothing is ever resolved.
 *
 * @param address 4 or 16 bytes
 * @param prefix how many bits count
 */
record Network(byte[] address, int prefix) {
  private static final int V4 = 4;
  private static final int V6 = 16;
  private static final int GROUPS = 8;

  static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    return address(slash < 0 ? text : text.substring(0, slash)).flatMap(address -> {
      int most = address.length * Byte.SIZE;
      if (slash < 0) {
        return Optional.of(new Network(address, most));
      }
      String bits = text.substring(slash + 1);
      return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= most
          ? Optional.of(new Network(address, Integer.parseInt(bits)))
          : Optional.empty();
    });
  }

  boolean contains(String text) {
    return address(text)
        .filter(other -> other.length == address.length)
        .filter(other -> network(other).equals(network(address)))
        .isPresent();
  }

  private BigInteger network(byte[] bytes) {
    return new BigInteger(1, bytes).shiftRight(bytes.length * Byte.SIZE - prefix);
  }

  /** The bytes of an address; one of IPv4 within IPv6 is one of IPv4. */
  private static Optional<byte[]> address(String text) {
    return text.indexOf(':') < 0 ? v4(text) : v6(text);
  }

  private static Optional<byte[]> v4(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[V4];
    if (parts.length != V4) {
      return Optional.empty();
    }
    for (int i = 0; i < V4; i++) {
      // Leading zeros are octal to some readers.
      if (!parts[i].matches("0|[1-9]\\d{0,2}") || Integer.parseInt(parts[i]) > 255) {
        return Optional.empty();
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return Optional.of(bytes);
  }

  private static Optional<byte[]> v6(String text) {
    String whole = text;
    int dot = text.indexOf('.');
    if (dot >= 0) {
      int colon = text.lastIndexOf(':');
      Optional<byte[]> last = v4(text.substring(colon + 1));
      if (last.isEmpty()) {
        return Optional.empty();
      }
      byte[] b = last.get();
      whole = text.substring(0, colon + 1)
          + Integer.toHexString(((b[0] & 0xFF) << 8) | (b[1] & 0xFF)) + ":"
          + Integer.toHexString(((b[2] & 0xFF) << 8) | (b[3] & 0xFF));
    }
    int gap = whole.indexOf("::");
    if (gap >= 0 && whole.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    String[] head = groups(gap < 0 ? whole : whole.substring(0, gap));
    String[] tail = gap < 0 ? new String[0] : groups(whole.substring(gap + 2));
    int missing = GROUPS - head.length - tail.length;
    if (gap < 0 ? missing != 0 : missing < 1) {
      return Optional.empty();
    }
    byte[] bytes = new byte[V6];
    if (!put(bytes, 0, head) || !put(bytes, GROUPS - tail.length, tail)) {
      return Optional.empty();
    }
    boolean isMapped = new BigInteger(1, Arrays.copyOf(bytes, V6 - V4))
        .equals(BigInteger.valueOf(0xFFFF));
    return Optional.of(isMapped ? Arrays.copyOfRange(bytes, V6 - V4, V6) : bytes);
  }

  private static String[] groups(String text) {
    return text.isEmpty() ? new String[0] : text.split(":", -1);
  }

  private static boolean put(byte[] bytes, int first, String[] groups) {
    for (int i = 0; i < groups.length; i++) {
      if (!groups[i].matches("[0-9a-fA-F]{1,4}")) {
        return false;
      }
      int value = Integer.parseInt(groups[i], 16);
      bytes[2 * (first + i)] = (byte) (value >> 8);
      bytes[2 * (first + i) + 1] = (byte) value;
    }
    return true;
  }
}
