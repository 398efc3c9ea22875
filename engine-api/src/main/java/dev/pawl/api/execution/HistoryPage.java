package dev.pawl.api.execution;

import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.StoredPayloads;
import dev.pawl.core.codec.Codec;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventTree;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.Histories.Order;
import dev.pawl.db.execution.HistorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Collects the events of one page. */
final class HistoryPage {
  /** So many segments are read at once. */
  private static final int SEGMENTS = 16;
  /** A page with so many characters ends early, since one payload may stand in many events. */
  private static final long FULL = 4_194_304;

  private final Order order;
  private final int size;
  private final boolean data;
  private final List<Map<String, @Nullable Object>> events = new ArrayList<>();
  private long characters;
  private OptionalLong next = OptionalLong.empty();

  /**
   * @param size the most events
   * @param data whether inputs and outputs are shown
   */
  HistoryPage(Order order, int size, boolean data) {
    this.order = order;
    this.size = size;
    this.data = data;
  }

  /** Reads from an event on, in the page's order. */
  void read(Histories histories, StoredPayloads payloads, ExecutionKey key, int from) {
    int at = from;
    List<HistorySegment> segments;
    do {
      segments = histories.page(key, at, order, SEGMENTS);
      for (HistorySegment segment : segments) {
        List<HistoryEvent> all = Codec
            .unpackEvents(segment.data(), payloads.of(key, segment.data()));
        for (HistoryEvent event : order == Order.ASCENDING ? all : all.reversed()) {
          if (isBefore(event, from)) {
            continue;
          }
          if (isFull()) {
            next = OptionalLong.of(event.id());
            return;
          }
          add(event);
        }
        at = order == Order.ASCENDING ? segment.lastEvent() + 1 : segment.firstEvent() - 1;
      }
    } while (segments.size() == SEGMENTS);
  }

  List<Map<String, @Nullable Object>> events() {
    return events;
  }

  /** The event that the next page begins with; empty where there is none yet. */
  OptionalLong next() {
    return next;
  }

  private boolean isBefore(HistoryEvent event, int from) {
    return order == Order.ASCENDING ? event.id() < from : event.id() > from;
  }

  private boolean isFull() {
    return events.size() == size || characters >= FULL;
  }

  private void add(HistoryEvent event) {
    Map<String, @Nullable Object> tree = HistoryEventTree.of(event, data);
    tree.put("timestamp", EpochSeconds.of(event.timestamp()));
    events.add(tree);
    characters += length(tree);
  }

  private static long length(@Nullable Object tree) {
    return switch (tree) {
      case String text -> text.length();
      case Map<?, ?> map -> map.values().stream().mapToLong(HistoryPage::length).sum();
      case null, default -> 1;
    };
  }
}
