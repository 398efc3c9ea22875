package dev.pawl.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventsTest {
  private final Events events = new Events(new Comparison(Map.of()));

  @Test
  void theOrderOfEventsDoesNotCountInAMultiset() {
    List<Map<String, Object>> shuffled = new ArrayList<>(run("A", "B"));
    Collections.reverse(shuffled);

    assertThat(events.asMultiset(run("A", "B"), shuffled)).isEmpty();
  }

  @Test
  void aMissingEventAndOneTooManyAreTold() {
    List<Map<String, Object>> fewer = run("A", "B").subList(0, 4);

    assertThat(events.asMultiset(run("A", "B"), fewer)).get().asString()
        .contains("no event like #5");
    assertThat(events.asMultiset(fewer, run("A", "B"))).get().asString()
        .contains("one event too many");
  }

  @Test
  void iterationsMayRunBesideEachOtherButEachInItsOrder() {
    List<Map<String, Object>> interleaved = List.of(event(1, 0, "MapStateStarted", ""),
        event(2, 1, "MapIterationStarted", "A"), event(3, 1, "MapIterationStarted", "B"),
        event(4, 3, "PassStateEntered", "B"), event(5, 2, "PassStateEntered", "A"));
    List<Map<String, Object>> crossed = List.of(event(1, 0, "MapStateStarted", ""),
        event(2, 1, "MapIterationStarted", "A"), event(3, 1, "MapIterationStarted", "B"),
        event(4, 2, "PassStateEntered", "B"), event(5, 3, "PassStateEntered", "A"));

    assertThat(events.byLine(run("A", "B"), interleaved)).isEmpty();
    assertThat(events.byLine(run("A", "B"), crossed)).isPresent();
  }

  /** Two iterations, one after the other. */
  private static List<Map<String, Object>> run(String first, String second) {
    return List.of(event(1, 0, "MapStateStarted", ""),
        event(2, 1, "MapIterationStarted", first), event(3, 2, "PassStateEntered", first),
        event(4, 1, "MapIterationStarted", second), event(5, 4, "PassStateEntered", second));
  }

  private static Map<String, Object> event(int id, int previous, String type, String name) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", id);
    event.put("previousEventId", previous);
    event.put("type", type);
    event.put("details", Map.of("name", name));
    return event;
  }
}
