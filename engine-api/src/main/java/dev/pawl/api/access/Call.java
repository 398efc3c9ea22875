package dev.pawl.api.access;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.core.access.AccessDecision;
import dev.pawl.db.connection.Tenant;
import java.util.List;
import java.util.Map;

/**
 * A request that is being answered: whose it is and where it came from. Bound to the thread for as long as that takes,
 * streams included, so that nothing within can forget to pass it on.
 *
 * @param source the address that it came from
 * @param audit what it changes or is refused is noted here
 */
public record Call(Caller caller, String source, String requestId, Audit audit) {
  private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

  /**
   * The request that this thread answers.
   *
   * @throws java.util.NoSuchElementException where it answers none: nobody may do anything then
   */
  public static Call current() {
    return CURRENT.get();
  }

  /** Work that may fail as {@code X} does. */
  @FunctionalInterface
  public interface Work<X extends Throwable> {
    void run() throws X;
  }

  /** Does the work of this request on the caller's thread. */
  public <X extends Throwable> void within(Work<X> work) throws X {
    ScopedValue.where(CURRENT, this).call(() -> Tenant.within(caller.account(), () -> {
      work.run();
      return true;
    }));
  }

  /**
   * Lets the caller on, or not.
   *
   * @param context what conditions may ask besides what is known of the caller
   * @throws ApiException {@code AccessDeniedException}, which is noted
   */
  public void check(String action, String resource, Map<String, List<String>> context) {
    AccessDecision decision = caller.decide(action, resource, context);
    if (decision != AccessDecision.ALLOWED) {
      audit.note(this, action, resource, ApiError.ACCESS_DENIED.code());
      throw ApiError.ACCESS_DENIED.about("User: " + caller.arn()
          + " is not authorized to perform: " + action + " on resource: " + resource
          + (decision == AccessDecision.EXPLICITLY_DENIED
              ? " with an explicit deny in an identity-based policy"
              : " because no identity-based policy allows the " + action + " action"));
    }
  }

  /** Notes a change, whatever became of it. */
  public void note(String action, String resource, String result) {
    audit.note(this, action, resource, result);
  }
}
