package dev.pawl.tasks.http;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Causes;
import java.io.IOException;
import java.util.Map;

/** What a state gets whose call did not come to a reply. */
public final class HttpFailures {
  private HttpFailures() {}

  /** A call and what is made of its reply. */
  @FunctionalInterface
  public interface Exchange {
    /**
     * Makes the call.
     *
     * @throws IOException where there is no reply that can be used
     * @throws InterruptedException when nobody waits for the answer any more
     */
    Outcome<Payload> make() throws IOException, InterruptedException;
  }

  /**
   * Makes a call.
   *
   * @param unreachable the name of the error where there is no reply
   * @throws InterruptedException when nobody waits for the answer any more
   */
  public static Outcome<Payload> caught(TaskRequest request, String unreachable,
      Exchange exchange) throws InterruptedException {
    try {
      return exchange.make();
    } catch (InvalidCallException e) {
      return Outcome.failed(StatesError.runtime(Causes.cut("The Parameters '"
          + request.parameters().text() + "' could not be used to start the Task: ["
          + e.getMessage() + "]")));
    } catch (UnusableConnectionException e) {
      return Outcome.failed(e.error());
    } catch (BlockedHostException e) {
      return Outcome.failed(new StatesError(StatesError.PERMISSIONS, e.getMessage()));
    } catch (OversizedReplyException e) {
      return Outcome.failed(new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
          "The state/task returned a result with a size exceeding the maximum number of bytes"
              + " service limit."));
    } catch (IOException e) {
      return Outcome.failed(new StatesError(unreachable,
          "Unable to execute HTTP request: " + reason(e)));
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /**
   * The parameters of a task.
   *
   * @throws InvalidCallException where they are no object
   */
  public static Map<?, ?> members(TaskRequest request) {
    if (request.parameters().tree() instanceof Map<?, ?> members) {
      return members;
    }
    throw new InvalidCallException("The parameters must be an object");
  }
}
