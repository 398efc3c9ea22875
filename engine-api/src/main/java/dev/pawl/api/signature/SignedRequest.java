package dev.pawl.api.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a signature covers of a request, as it came over the wire.
 *
 * @param method in upper case
 * @param rawPath before any decoding
 * @param rawQuery without the question mark, before any decoding; empty for none
 * @param headers by name in lower case, with their values in order
 */
public record SignedRequest(String method, String rawPath, String rawQuery,
    Map<String, List<String>> headers, byte[] body) {
  public SignedRequest {
    var known = new TreeMap<String, List<String>>();
    headers.forEach((name, values) -> known
        .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).addAll(values));
    known.replaceAll((_, values) -> List.copyOf(values));
    headers = Map.copyOf(known);
    body = body.clone();
  }

  /** The values of a header, by its name in lower case; empty where it is not there. */
  public List<String> header(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public byte[] body() {
    return body.clone();
  }
}
