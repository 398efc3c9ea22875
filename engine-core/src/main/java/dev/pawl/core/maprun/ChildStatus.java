package dev.pawl.core.maprun;

/** How a child of a Map run has ended. */
public enum ChildStatus {
  SUCCEEDED(0),
  FAILED(1),
  TIMED_OUT(2),
  ABORTED(3);

  private final int code;

  ChildStatus(int code) {
    this.code = code;
  }

  /** The number that is stored for it. */
  public int code() {
    return code;
  }

  /**
   * What a stored number stands for.
   *
   * @throws IllegalArgumentException where it stands for none
   */
  public static ChildStatus of(int code) {
    for (ChildStatus status : values()) {
      if (status.code == code) {
        return status;
      }
    }
    throw new IllegalArgumentException("no such status of a child: " + code);
  }
}
