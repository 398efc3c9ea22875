package dev.pawl.api.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes server-sent events. Every event is on its way when the method returns. */
final class EventSink {
  private final OutputStream out;

  EventSink(OutputStream out) {
    this.out = out;
  }

  /**
   * Sends an event.
   *
   * @param data one line
   * @throws IOException where the client has gone
   */
  void event(String id, String type, String data) throws IOException {
    send("id: " + id + "\nevent: " + type + "\ndata: " + data + "\n\n");
  }

  /** Sends what clients leave out, so that nobody between takes the connection for dead. */
  void comment(String text) throws IOException {
    send(": " + text + "\n\n");
  }

  private void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
