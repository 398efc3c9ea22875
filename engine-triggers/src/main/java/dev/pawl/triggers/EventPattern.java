package dev.pawl.triggers;

import java.io.IOException;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.RuleCompiler;

/** Which events a rule is about, in EventBridge's language. Safe for any number of threads. */
public final class EventPattern {
  private static final String RULE = "rule";

  /** EventBridge's own bound. */
  private static final int LONGEST = 4_096;

  private final Machine machine = Machine.builder().build();

  private EventPattern() {}

  /**
   * Reads a pattern.
   *
   * @param text JSON
   * @throws InvalidTriggerException where it is none
   */
  public static EventPattern parse(String text) {
    if (text.length() > LONGEST) {
      throw new InvalidTriggerException(
          "Event pattern is not valid. Reason: it has more than " + LONGEST + " characters");
    }
    EventPattern pattern = new EventPattern();
    try {
      String wrong = RuleCompiler.check(text);
      if (wrong != null) {
        throw new InvalidTriggerException("Event pattern is not valid. Reason: " + wrong);
      }
      pattern.machine.addRule(RULE, text);
    } catch (IOException e) {
      throw new InvalidTriggerException("Event pattern is not valid. Reason: " + e.getMessage(), e);
    }
    return pattern;
  }

  /**
   * Whether it is about an event.
   *
   * @param event the whole event, in JSON
   * @throws InvalidTriggerException where that is no event
   */
  public boolean matches(String event) {
    try {
      return !machine.rulesForJSONEvent(event).isEmpty();
    } catch (Exception e) {
      // What the library declares.
      throw new InvalidTriggerException("The event is not valid: " + e.getMessage(), e);
    }
  }
}
