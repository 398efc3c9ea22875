package dev.pawl.bench.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An HTTP request as it goes over the wire, well-formed or not.
 *
 * @param head the request line and the headers but the content's length, each ended with CR LF
 */
record RawRequest(String head, byte[] body) {
  static final String CONTENT_TYPE = "Content-Type: application/x-amz-json-1.0";

  /** A request of an operation as AWS's clients send it. */
  static RawRequest of(String operation, String body) {
    return of(operation, body.getBytes(StandardCharsets.UTF_8));
  }

  static RawRequest of(String operation, byte[] body) {
    return of("POST / HTTP/1.1",
        List.of(CONTENT_TYPE, "X-Amz-Target: AWSStepFunctions." + operation), body);
  }

  static RawRequest of(String line, List<String> headers, byte[] body) {
    var head = new StringBuilder(line).append("\r\nHost: 127.0.0.1\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    return new RawRequest(head.toString(), body);
  }

  boolean wantsNoBody() {
    return head.startsWith("HEAD ");
  }

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream(head.length() + body.length + 64);
    bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(("Content-Length: " + body.length + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }
}
