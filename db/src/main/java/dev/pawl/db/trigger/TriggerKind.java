package dev.pawl.db.trigger;

/** What a resource is. Stored by {@link #word()}. */
public enum TriggerKind {
  BUS("bus"),
  RULE("rule"),
  GROUP("group"),
  SCHEDULE("schedule"),
  PIPE("pipe"),
  API_DESTINATION("destination");

  private final String word;

  TriggerKind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static TriggerKind of(String word) {
    for (TriggerKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no such kind of resource: " + word);
  }
}
