package dev.pawl.junit;

import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.teststate.Mock;
import dev.pawl.core.teststate.ValidationMode;
import java.util.Optional;

/** What a mocked call brings. */
public final class Answer {
  private final Mock mock;

  private Answer(Mock mock) {
    this.mock = mock;
  }

  /**
   * A result.
   *
   * @param json must be what the called service can answer, as TestState checks it
   */
  public static Answer returns(String json) {
    return new Answer(new Mock(Optional.of(json), Optional.empty(), ValidationMode.STRICT));
  }

  /** A result that is not compared with what the called service can answer. */
  public static Answer returnsUnchecked(String json) {
    return new Answer(new Mock(Optional.of(json), Optional.empty(), ValidationMode.NONE));
  }

  /** A failure. */
  public static Answer fails(String error, String cause) {
    return new Answer(new Mock(Optional.empty(), Optional.of(new StatesError(error, cause)),
        ValidationMode.STRICT));
  }

  Mock mock() {
    return mock;
  }
}
