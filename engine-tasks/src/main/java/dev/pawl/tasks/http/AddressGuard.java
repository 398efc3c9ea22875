package dev.pawl.tasks.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are the public network's. All others are refused: this machine's, those of private networks, and forms
 * that carry one of them inside (the IANA registries of special-purpose addresses, RFC 6890).
 */
final class AddressGuard {
  private static final int IPV4_BYTES = 4;

  /** Of more than one rule the first counts. */
  private static final List<Net> REFUSED = List.of(
      net("0.0.0.0", 8, "this network"), net("10.0.0.0", 8, "private network"),
      net("100.64.0.0", 10, "shared address space"), net("127.0.0.0", 8, "loopback"),
      net("169.254.0.0", 16, "link-local"), net("172.16.0.0", 12, "private network"),
      net("192.0.0.0", 24, "reserved"), net("192.0.2.0", 24, "documentation"),
      net("192.88.99.0", 24, "reserved"), net("192.168.0.0", 16, "private network"),
      net("198.18.0.0", 15, "benchmarks"), net("198.51.100.0", 24, "documentation"),
      net("203.0.113.0", 24, "documentation"), net("224.0.0.0", 4, "multicast"),
      net("240.0.0.0", 4, "reserved"),
      net("::", 128, "this network"), net("::1", 128, "loopback"),
      net("::", 96, "IPv4 in IPv6"), net("64:ff9b::", 96, "NAT64"),
      net("64:ff9b:1::", 48, "NAT64"), net("2002::", 16, "6to4"), net("2001::", 23, "reserved"),
      net("2001:db8::", 32, "documentation"), net("3fff::", 20, "documentation"),
      net("fc00::", 7, "private network"), net("fe80::", 10, "link-local"),
      net("fec0::", 10, "private network"), net("ff00::", 8, "multicast"));

  /** All public addresses of IPv6 are in here; what is neither is reserved. */
  private static final Net GLOBAL = net("2000::", 3, "");

  private AddressGuard() {}

  private record Net(List<Byte> prefix, int bits, String rule) {
    boolean has(byte[] address) {
      if (address.length != prefix.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % Byte.SIZE;
        int place = bit / Byte.SIZE;
        if ((address[place] & mask) != (prefix.get(place) & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static Net net(String prefix, int bits, String rule) {
    try {
      byte[] bytes = InetAddress.getByName(prefix).getAddress();
      return new Net(List.of(boxed(bytes)), bits, rule);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(prefix + " is no address", e);
    }
  }

  private static Byte[] boxed(byte[] bytes) {
    Byte[] boxed = new Byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      boxed[i] = bytes[i];
    }
    return boxed;
  }

  /** The rule that refuses an address; empty where it is public. */
  static Optional<String> refusal(InetAddress address) {
    byte[] bytes = address.getAddress();
    Optional<String> rule = REFUSED.stream().filter(net -> net.has(bytes)).map(Net::rule)
        .findFirst();
    return rule.isPresent() || bytes.length == IPV4_BYTES || GLOBAL.has(bytes)
        ? rule
        : Optional.of("reserved");
  }
}
