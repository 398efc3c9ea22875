package dev.pawl.cli;

/** A command cannot do what it was asked for; the message is one sentence for people. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  /** @param exitCode one of {@link ExitCodes} */
  public CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
