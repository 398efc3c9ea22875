package dev.pawl.api.rest;

import dev.pawl.api.access.Call;
import dev.pawl.api.access.OperationRights;
import dev.pawl.api.execution.ExecutionEvents;
import dev.pawl.api.execution.ExecutionWatch;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Follows executions: their events in order, each once, until they end. */
final class EventStreams {
  /** The id of the last event; who asks for what comes after it gets nothing. */
  private static final String END = "end";

  /** Clients and what stands between take a silent connection for a dead one. */
  private static final Duration SILENCE = Duration.ofSeconds(15);
  private static final int AT_ONCE = 100;

  private final Service service;
  private final ExecutionEvents events;
  private final ExecutionWatch watch;
  private final Semaphore waiting;

  /** @param waiting one for each caller that may wait, or follow an execution */
  EventStreams(Service service, ExecutionEvents events, ExecutionWatch watch, Semaphore waiting) {
    this.service = service;
    this.events = events;
    this.watch = watch;
    this.waiting = waiting;
  }

  /**
   * Opens a stream.
   *
   * @param lastEvent the id of the last event that the client has
   * @return nothing, with the status 204 that ends reconnections, where the client has all
   */
  RestAnswer open(String arn, Optional<String> lastEvent) {
    Call.current().check(OperationRights.action("GetExecutionHistory"), arn, Map.of());
    ExecutionKey key = events.key(arn);
    if (lastEvent.filter(END::equals).isPresent()) {
      return RestAnswer.nothing();
    }
    int after = lastEvent.map(EventStreams::number).orElse(0);
    return new RestAnswer.Events(sink -> {
      if (!waiting.tryAcquire()) {
        throw ProblemException.tooManyStreams();
      }
      try {
        follow(key, arn, after, sink);
      } finally {
        waiting.release();
      }
    });
  }

  private void follow(ExecutionKey key, String arn, int after, EventSink sink)
      throws IOException {
    sink.comment("events of " + arn);
    int sent = after;
    while (!watch.isClosed()) {
      Optional<Progress> news = watch.await(key, sent, SILENCE);
      if (news.isEmpty()) {
        sink.comment("still running");
        continue;
      }
      sent = send(key, sent, news.get().lastEvent(), sink);
      if (news.get().hasEnded()) {
        sink.event(END, END,
            oneLine(JsonText.write(service.show("DescribeExecution", "executionArn", arn))));
        return;
      }
    }
  }

  private int send(ExecutionKey key, int sent, int last, EventSink sink) throws IOException {
    int at = sent;
    while (at < last) {
      List<Map<String, @Nullable Object>> page = events.after(key, at, AT_ONCE);
      if (page.isEmpty()) {
        throw new IllegalStateException("execution " + key.id() + " has no event after " + at);
      }
      for (Map<String, @Nullable Object> event : page) {
        at = ((Number) Objects.requireNonNull(event.get("id"))).intValue();
        sink.event(Integer.toString(at), (String) Objects.requireNonNull(event.get("type")),
            oneLine(JsonText.write(service.translation().event(event))));
      }
    }
    return at;
  }

  /** Between tokens only: within strings JSON has no raw line ends. */
  private static String oneLine(String json) {
    return json.replace('\n', ' ').replace('\r', ' ');
  }

  private static int number(String lastEvent) {
    if (!lastEvent.matches("\\d{1,9}")) {
      throw ProblemException.badParameter(
          "Last-Event-ID must be the id of an event, not '" + lastEvent + "'");
    }
    return Integer.parseInt(lastEvent);
  }
}
