package dev.pawl.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** An embedded PostgreSQL whose data go with it. */
final class ScratchPostgres implements AutoCloseable {
  private final EmbeddedPostgres postgres;

  private ScratchPostgres(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** @throws StartupException where it does not start */
  static ScratchPostgres start() {
    try {
      return new ScratchPostgres(
          EmbeddedPostgres.builder()
              // The engine refuses a server that could lose what it confirmed.
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .setPGStartupWait(Duration.ofSeconds(60))
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException | IllegalStateException e) {
      throw new StartupException("The embedded PostgreSQL did not start: " + e.getMessage() + ".",
          e);
    }
  }

  String url() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
