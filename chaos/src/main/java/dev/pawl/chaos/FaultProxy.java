package dev.pawl.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP relay between two parts, which can fail in the ways in which networks do. */
final class FaultProxy implements AutoCloseable {
  private static final int CHUNK = 8_192;
  private static final int CONNECT_MILLIS = 2_000;

  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = new Mode.Pass();

  /** What happens to the bytes. */
  sealed interface Mode {
    /** They arrive. */
    record Pass() implements Mode {}

    /** Connections are reset, new ones at once. */
    record Cut() implements Mode {}

    /** Connections stay, and nothing arrives any more: half-open. */
    record Stall() implements Mode {}

    /** Each piece comes later, in each direction. */
    record Delay(Duration length) implements Mode {}

    /** So many bytes a second, in each direction of each connection. */
    record Bandwidth(int bytesPerSecond) implements Mode {}

    /** After so many more bytes the connection that carries them is reset, and so on. */
    record DropAfter(AtomicLong left, long bytes) implements Mode {
      DropAfter(long bytes) {
        this(new AtomicLong(bytes), bytes);
      }
    }
  }

  private FaultProxy(ServerSocket listener, InetSocketAddress target) {
    this.listener = listener;
    this.target = target;
  }

  /** Listens on a free port of the loopback address. */
  static FaultProxy to(int port) {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      var proxy = new FaultProxy(new ServerSocket(0, 50, loopback),
          new InetSocketAddress(loopback, port));
      Thread.ofVirtual().name("proxy to " + port).start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on; what is open is reset where the new mode is {@link Mode.Cut}. */
  void mode(Mode newMode) {
    mode = newMode;
    if (newMode instanceof Mode.Cut) {
      links.forEach(Link::reset);
    }
    synchronized (this) {
      notifyAll();
    }
  }

  void heal() {
    mode(new Mode.Pass());
  }

  private void accept() {
    while (!listener.isClosed()) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException closed) {
        return;
      }
      Thread.ofVirtual().start(() -> open(client));
    }
  }

  private void open(Socket client) {
    Socket server = new Socket();
    Link link = new Link(client, server);
    links.add(link);
    try {
      if (mode instanceof Mode.Cut) {
        link.reset();
        return;
      }
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(target, CONNECT_MILLIS);
      Thread.ofVirtual().start(() -> pump(link, client, server));
      pump(link, server, client);
    } catch (IOException targetIsAway) {
      link.reset();
    }
  }

  private void pump(Link link, Socket from, Socket to) {
    byte[] buffer = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!pass(link, read)) {
          link.reset();
          return;
        }
        out.write(buffer, 0, read);
      }
      to.shutdownOutput();
      link.halfDone();
    } catch (IOException broken) {
      link.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      link.reset();
    }
  }

  /** Does to a piece what the mode says; false where the connection is to be reset. */
  private boolean pass(Link link, int bytes) throws InterruptedException {
    return switch (mode) {
      case Mode.Pass _ -> true;
      case Mode.Cut _ -> false;
      case Mode.Stall _ -> {
        synchronized (this) {
          while (mode instanceof Mode.Stall && !link.isClosed()) {
            wait(1_000);
          }
        }
        yield !(mode instanceof Mode.Cut);
      }
      case Mode.Delay(Duration length) -> {
        Thread.sleep(length);
        yield true;
      }
      case Mode.Bandwidth(int bytesPerSecond) -> {
        Thread.sleep(1_000L * bytes / bytesPerSecond);
        yield true;
      }
      case Mode.DropAfter(AtomicLong left, long every) -> {
        boolean drops = left.addAndGet(-bytes) <= 0;
        if (drops) {
          left.set(every);
        }
        yield !drops;
      }
    };
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::reset);
  }

  /** One connection through the relay. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private boolean isHalfDone;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    boolean isClosed() {
      return client.isClosed();
    }

    /** One side has sent all that it had to; after the second one the connection is over. */
    synchronized void halfDone() {
      if (isHalfDone) {
        close(client);
        close(server);
        links.remove(this);
      }
      isHalfDone = true;
    }

    /** With RST, so that both sides notice. */
    void reset() {
      links.remove(this);
      abort(client);
      abort(server);
    }

    private void abort(Socket socket) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException alreadyClosed) {
        return;
      }
      close(socket);
    }

    private void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
