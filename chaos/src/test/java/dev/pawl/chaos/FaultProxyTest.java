package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.chaos.FaultProxy.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
  private ServerSocket echo;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = FaultProxy.to(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  private void serve() {
    while (true) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual().start(() -> {
          try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
          } catch (IOException reset) {
            // As some of these tests want it.
            assertThat(reset).isNotNull();
          }
        });
      } catch (IOException closed) {
        return;
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static int echoed(Socket socket, int value) throws IOException {
    socket.getOutputStream().write(value);
    return socket.getInputStream().read();
  }

  @Test
  void bytesPassInBothDirections() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoed(socket, 7)).isEqualTo(7);
    }
  }

  @Test
  void aCutResetsWhatIsOpenAndWhatComes() throws IOException {
    try (Socket open = connect()) {
      echoed(open, 1);

      proxy.mode(new Mode.Cut());

      assertThatThrownBy(() -> echoed(open, 2)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> {
        try (Socket next = connect()) {
          if (echoed(next, 3) < 0) {
            throw new IOException("closed");
          }
        }
      }).isInstanceOf(IOException.class);
    }
    proxy.heal();
    try (Socket later = connect()) {
      assertThat(echoed(later, 4)).isEqualTo(4);
    }
  }

  @Test
  void aStallKeepsTheConnectionAndItsBytesUntilItIsHealed() throws IOException {
    try (Socket socket = connect()) {
      echoed(socket, 1);
      proxy.mode(new Mode.Stall());
      socket.getOutputStream().write(2);
      socket.setSoTimeout(300);

      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      proxy.heal();
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void aDelayCountsInEachDirection() throws IOException {
    try (Socket socket = connect()) {
      echoed(socket, 1);
      proxy.mode(new Mode.Delay(Duration.ofMillis(150)));
      long begun = System.nanoTime();

      assertThat(echoed(socket, 2)).isEqualTo(2);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(290));
    }
  }

  @Test
  void aConnectionIsResetAfterSoManyBytes() throws IOException {
    try (Socket socket = connect()) {
      proxy.mode(new Mode.DropAfter(10));

      assertThatThrownBy(() -> {
        for (int i = 0; i < 20; i++) {
          if (echoed(socket, i) < 0) {
            throw new IOException("closed");
          }
        }
      }).isInstanceOf(IOException.class);
    }
  }
}
