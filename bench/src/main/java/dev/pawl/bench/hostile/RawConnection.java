package dev.pawl.bench.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client that sends what no library would, over a connection that it keeps while the server does. For one thread. */
final class RawConnection implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int MAX_ANSWER = 16 << 20;

  private final InetSocketAddress address;
  private final Duration patience;
  private @Nullable Socket socket;
  private @Nullable InputStream in;

  RawConnection(URI endpoint) {
    this(endpoint, PATIENCE);
  }

  /** @param patience how long an answer may stay away before nobody waits for it any more */
  RawConnection(URI endpoint, Duration patience) {
    this.address = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
    this.patience = patience;
  }

  /** Sends a request; an answer that does not come in time has status 0 and the time waited. */
  RawAnswer send(RawRequest request) throws IOException {
    return send(request.bytes(), request.wantsNoBody());
  }

  RawAnswer send(byte[] bytes, boolean isWithoutBody) throws IOException {
    boolean isReused = socket != null;
    RawAnswer answer = attempt(bytes, isWithoutBody);
    // A server may close a kept connection at any time; that says nothing of the request.
    return answer.status() == 0 && isReused && answer.nanos() < patience.toNanos()
        ? attempt(bytes, isWithoutBody)
        : answer;
  }

  private RawAnswer attempt(byte[] bytes, boolean isWithoutBody) throws IOException {
    Socket open = open();
    long began = System.nanoTime();
    try {
      try {
        open.getOutputStream().write(bytes);
      } catch (IOException _) {
        // It may have answered before it had read all, and closed.
      }
      return read(began, isWithoutBody);
    } catch (SocketTimeoutException e) {
      close();
      return new RawAnswer(0, RawAnswer.SILENCE, System.nanoTime() - began);
    } catch (IOException e) {
      close();
      return new RawAnswer(0, String.valueOf(e.getMessage()), System.nanoTime() - began);
    }
  }

  private Socket open() throws IOException {
    Socket kept = socket;
    if (kept != null) {
      return kept;
    }
    Socket fresh = new Socket();
    fresh.setTcpNoDelay(true);
    fresh.setSoTimeout((int) patience.toMillis());
    fresh.connect(address, (int) patience.toMillis());
    in = new BufferedInputStream(fresh.getInputStream());
    socket = fresh;
    return fresh;
  }

  private RawAnswer read(long began, boolean isWithoutBody) throws IOException {
    String statusLine = line();
    if (!statusLine.startsWith("HTTP/1.1 ")) {
      throw new IOException("not HTTP: " + statusLine);
    }
    int status = Integer.parseInt(statusLine.substring(9, 12));
    int length = -1;
    boolean isChunked = false;
    boolean isLast = false;
    boolean isStream = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String small = header.toLowerCase(Locale.ROOT);
      if (small.startsWith("content-length:")) {
        length = Integer.parseInt(small.substring(15).strip());
      }
      isChunked |= small.startsWith("transfer-encoding:") && small.contains("chunked");
      isLast |= small.startsWith("connection:") && small.contains("close");
      isStream |= small.startsWith("content-type: text/event-stream")
          || small.startsWith("content-type:text/event-stream");
    }
    String body = "";
    if (isStream) {
      // It goes on for as long as the execution.
      isLast = true;
    } else if (!isWithoutBody && status != 204 && status != 304) {
      body = new String(isChunked ? chunks() : length < 0 ? rest() : exactly(length),
          StandardCharsets.UTF_8);
      isLast |= !isChunked && length < 0;
    }
    if (isLast) {
      close();
    }
    return new RawAnswer(status, body, System.nanoTime() - began);
  }

  private byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      all.writeBytes(exactly(size));
      line();
    }
    line();
    return all.toByteArray();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private byte[] rest() throws IOException {
    return stream().readNBytes(MAX_ANSWER);
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = stream().readNBytes(Math.min(length, MAX_ANSWER));
    if (bytes.length < length) {
      throw new EOFException("the answer broke off");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = stream().read(); next != '\n'; next = stream().read()) {
      if (next < 0) {
        throw new EOFException("closed");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private InputStream stream() throws IOException {
    InputStream open = in;
    if (open == null) {
      throw new IOException("closed");
    }
    return open;
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    socket = null;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
