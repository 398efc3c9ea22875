package dev.pawl.cli;

/** What a command's process ends with, for scripts. docs/cli.md lists them; 2 is picocli's for a wrong command line. */
public final class ExitCodes {
  /** It was done, and went well. */
  public static final int OK = 0;

  /** It was done, and the answer is no: an invalid definition, an execution that did not succeed. */
  public static final int NO = 1;

  /** The service refused. */
  public static final int REFUSED = 3;

  /** The service cannot be reached, or has an error of its own. */
  public static final int UNREACHABLE = 4;

  /** It is not over yet, and nobody was to wait longer. */
  public static final int NOT_OVER = 5;

  /** A file that was named cannot be read or written. */
  public static final int UNREADABLE = 6;

  private ExitCodes() {}
}
