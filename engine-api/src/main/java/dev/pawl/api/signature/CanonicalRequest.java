package dev.pawl.api.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** The canonical form of a request, of which the signature is made (AWS: "Create a signed AWS API request"). */
final class CanonicalRequest {
  private static final CharacterClass UNRESERVED = new CharacterClass(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

  private static final String HEX = "0123456789ABCDEF";

  private CanonicalRequest() {}

  /**
   * The text that is hashed.
   *
   * @param signedHeaders in lower case, in order
   * @param bodyHash in lower-case hexadecimal
   */
  static String of(SignedRequest request, List<String> signedHeaders, String bodyHash) {
    StringBuilder headers = new StringBuilder();
    for (String name : signedHeaders) {
      headers.append(name).append(':').append(value(request.header(name))).append('\n');
    }
    return String.join("\n", request.method(), path(request.rawPath()),
        query(request.rawQuery()), headers.toString(), String.join(";", signedHeaders), bodyHash);
  }

  private static String value(List<String> values) {
    return values.size() == 1
        ? collapsed(values.getFirst())
        : values.stream().map(CanonicalRequest::collapsed).collect(Collectors.joining(","));
  }

  /** Blanks at the ends go, those within become one. */
  private static String collapsed(String value) {
    StringBuilder text = new StringBuilder(value.length());
    boolean blank = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ' ' || c == '\t') {
        blank = true;
      } else {
        if (blank && !text.isEmpty()) {
          text.append(' ');
        }
        blank = false;
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Dots and empty segments are resolved; what is left is encoded once more, as for every service but S3. */
  private static String path(String raw) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : raw.split("/", -1)) {
      switch (segment) {
        case "", "." -> {
        }
        case ".." -> segments.pollLast();
        default -> segments.addLast(encoded(segment.getBytes(StandardCharsets.UTF_8)));
      }
    }
    String end = !segments.isEmpty() && raw.endsWith("/") ? "/" : "";
    return "/" + String.join("/", segments) + end;
  }

  private record Parameter(String name, String value) {}

  private static String query(String raw) {
    if (raw.isEmpty()) {
      return "";
    }
    return Arrays.stream(raw.split("&", -1))
        .filter(part -> !part.isEmpty())
        .map(part -> {
          int equals = part.indexOf('=');
          return equals < 0
              ? new Parameter(encoded(decoded(part)), "")
              : new Parameter(encoded(decoded(part.substring(0, equals))),
                  encoded(decoded(part.substring(equals + 1))));
        })
        .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining("&"));
  }

  /** A percent sign that encodes nothing stands for itself. */
  private static byte[] decoded(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    return bytes.toByteArray();
  }

  private static String encoded(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      if (UNRESERVED.has(c)) {
        text.append(c);
      } else {
        text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
      }
    }
    return text.toString();
  }
}
