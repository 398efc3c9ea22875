package dev.pawl.db.connection;

/**
 * The account that the work of a thread is for. Sessions of the general pool that such work gets see rows of that account
 * only; without one they see all, as workers have to.
 */
public final class Tenant {
  private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  private Tenant() {}

  /** Work that may fail as {@code X} does. */
  @FunctionalInterface
  public interface Work<T, X extends Throwable> {
    T run() throws X;
  }

  /** Does work for an account. */
  public static <T, X extends Throwable> T within(String account, Work<T, X> work) throws X {
    return ScopedValue.where(CURRENT, account).call(work::run);
  }

  /** The account; empty where the work is for all. */
  static String current() {
    return CURRENT.orElse("");
  }
}
