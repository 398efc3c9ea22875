package dev.pawl.worker.trigger;

import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.TaskToken;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import dev.pawl.triggers.BatchAnswer;
import dev.pawl.triggers.EventPattern;
import dev.pawl.triggers.InvalidTriggerException;
import dev.pawl.triggers.Pipe;
import dev.pawl.triggers.TargetCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves messages of a queue to a pipe's target until it is interrupted. Messages are deleted once the target has taken
 * them, and not before: what is lost in between comes again. Any number of nodes may do so for the same queue, and any number
 * of threads for one pipe: while batches are full, more look.
 */
final class PipeRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PipeRun.class);

  /** SQS gives and deletes no more in one call. */
  private static final int MOST_AT_ONCE = 10;
  private static final int LONG_POLL_SECONDS = 10;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
  /** As long as an Express execution may take, and a little. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(310);

  /** What a target has failed to do comes again so much later: SQS's own default. */
  private static final int AGAIN_SECONDS = 30;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** How many look at a queue while it is full; AWS begins with 5. */
  private static final int MOST_LOOKING = 8;

  private final Set<Thread> helping = ConcurrentHashMap.newKeySet();
  private volatile boolean over;
  private final Pipe pipe;
  private final List<EventPattern> filters;
  private final Function<Resource, Connector> connectors;
  private final InstantSource clock;
  private final boolean waits;

  PipeRun(Pipe pipe, Function<Resource, Connector> connectors, InstantSource clock) {
    this.pipe = pipe;
    this.filters = pipe.filters();
    this.connectors = connectors;
    this.clock = clock;
    this.waits = pipe.waitsForTarget();
  }

  @Override
  public void run() {
    try {
      go(LONG_POLL_SECONDS);
    } finally {
      over = true;
      helping.forEach(Thread::interrupt);
    }
  }

  /** Goes on while there are messages, and does not wait for any. */
  private void help() {
    try {
      go(0);
    } finally {
      helping.remove(Thread.currentThread());
    }
  }

  private void callHelp() {
    if (!over && helping.size() < MOST_LOOKING - 1) {
      Thread helper = Thread.ofVirtual().name("pipe-" + pipe.arn()).unstarted(this::help);
      helping.add(helper);
      helper.start();
    }
  }

  /** @param patience how long a look at the queue waits for messages, in seconds; 0 ends where there are none */
  private void go(int patience) {
    while (!over && !Thread.currentThread().isInterrupted()) {
      try {
        List<Map<?, ?>> messages = receive(patience);
        if (messages.isEmpty() && patience == 0) {
          return;
        }
        if (messages.size() >= pipe.batchSize()) {
          callHelp();
        }
        move(messages);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("the pipe {} goes on in {} s", pipe.arn(), PAUSE.toSeconds(), e);
        pause();
      }
    }
  }

  /**
   * How many messages are asked for: those of one batch, or of several where nothing keeps the later ones from being lost
   * or late meanwhile.
   */
  private int wanted() {
    boolean isOrdered = pipe.queueUrl().endsWith(".fifo");
    int size = pipe.batchSize();
    return isHeld() || isOrdered || size > MOST_AT_ONCE ? size : MOST_AT_ONCE / size * size;
  }

  /** As many messages as are wanted, or as came within the window. */
  private List<Map<?, ?>> receive(int patience) throws InterruptedException {
    List<Map<?, ?>> batch = new ArrayList<>();
    Instant end = Instant.MAX;
    do {
      switch (call("receiveMessage",
          receive(wanted() - batch.size(), patience(end, patience)))) {
        case Outcome.Ok<Payload>(Payload answer) -> {
          List<Map<?, ?>> messages = messages(answer);
          if (messages.isEmpty()) {
            return batch;
          }
          if (batch.isEmpty()) {
            end = clock.instant().plusSeconds(pipe.windowSeconds());
          }
          batch.addAll(messages);
        }
        case Outcome.Failed<Payload> failed -> {
          LOG.warn("the pipe {} cannot read its queue and tries again in {} s: {}", pipe.arn(),
              PAUSE.toSeconds(), failed.error().name());
          Thread.sleep(PAUSE);
          return batch;
        }
      }
    } while (batch.size() < wanted() && clock.instant().isBefore(end));
    return batch;
  }

  private Map<String, Object> receive(int most, int patienceSeconds) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("QueueUrl", pipe.queueUrl());
    parameters.put("MaxNumberOfMessages", Math.min(MOST_AT_ONCE, most));
    parameters.put("WaitTimeSeconds", patienceSeconds);
    parameters.put("AttributeNames", List.of("All"));
    parameters.put("MessageAttributeNames", List.of("All"));
    if (isHeld()) {
      parameters.put("VisibilityTimeout",
          pipe.windowSeconds() + (int) longestCall().plus(LONGEST_CALL).toSeconds());
    }
    return parameters;
  }

  /** Whether messages may be here for longer than their queue expects. */
  private boolean isHeld() {
    return waits || pipe.windowSeconds() > 0;
  }

  private Duration longestCall() {
    return waits ? LONGEST_WAIT : LONGEST_CALL;
  }

  /** For how long a look at the queue waits, in seconds: no longer than the window is open. */
  private int patience(Instant end, int patience) {
    return end.equals(Instant.MAX)
        ? patience
        : Math.clamp(Duration.between(clock.instant(), end).toSeconds(), 0,
            LONG_POLL_SECONDS);
  }

  private static List<Map<?, ?>> messages(Payload answer) {
    List<Map<?, ?>> messages = new ArrayList<>();
    if (answer.tree() instanceof Map<?, ?> members
        && members.get("Messages") instanceof List<?> items) {
      items.forEach(item -> {
        if (item instanceof Map<?, ?> message) {
          messages.add(message);
        }
      });
    }
    return messages;
  }

  private void move(List<Map<?, ?>> messages) throws InterruptedException {
    List<Map<?, ?>> done = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += pipe.batchSize()) {
      move(messages.subList(from, Math.min(from + pipe.batchSize(), messages.size())), done);
    }
    delete(done);
  }

  private void move(List<Map<?, ?>> batch, List<Map<?, ?>> done) throws InterruptedException {
    List<Map<?, ?>> wanted = new ArrayList<>();
    List<Map<String, @Nullable Object>> seen = new ArrayList<>();
    for (Map<?, ?> message : batch) {
      Map<String, @Nullable Object> one = pipe.seen(message);
      if (Pipe.passes(filters, one)) {
        wanted.add(message);
        seen.add(one);
      } else {
        // Nobody wants it: as at AWS it goes.
        done.add(message);
      }
    }
    if (!seen.isEmpty()) {
      Set<String> taken = taken(seen);
      List<Map<?, ?>> undone = new ArrayList<>();
      wanted.forEach(message -> (taken.contains(id(message)) ? done : undone).add(message));
      giveBack(undone);
    }
  }

  /** What was kept from others for long need not be for so long any more. */
  private void giveBack(List<Map<?, ?>> messages) throws InterruptedException {
    if (isHeld()) {
      inBatches("changeMessageVisibilityBatch", messages,
          Map.of("VisibilityTimeout", AGAIN_SECONDS));
    }
  }

  private static String id(Map<?, ?> message) {
    return String.valueOf(message.get("MessageId"));
  }

  /**
   * The ids of the messages that the target has taken. A batch that comes again as it was finds the execution that it has
   * started.
   */
  private Set<String> taken(List<Map<String, @Nullable Object>> seen)
      throws InterruptedException {
    Set<String> ids = seen.stream().map(one -> String.valueOf(one.get("messageId")))
        .collect(Collectors.toCollection(TreeSet::new));
    UUID id = UUID.nameUUIDFromBytes(
        (pipe.arn() + String.join(",", ids)).getBytes(StandardCharsets.UTF_8));
    TargetCall call;
    try {
      call = pipe.call(pipe.input(seen), id);
    } catch (InvalidTriggerException e) {
      LOG.warn("the pipe {} makes no input of {} messages, which come again: {}", pipe.arn(),
          seen.size(), e.getMessage());
      return Set.of();
    }
    return switch (connectors.apply(call.resource())
        .call(request(call.resource(), call.parameters(), id))) {
      case Outcome.Ok<Payload>(Payload answer) -> {
        BatchAnswer told = BatchAnswer.of(call, answer);
        told.failure().ifPresent(why -> LOG.warn(
            "the target of the pipe {} has failed; {} messages come again: {}", pipe.arn(),
            seen.size(), why));
        if (told.failure().isEmpty()) {
          ids.removeAll(told.undone());
          yield ids;
        }
        yield Set.of();
      }
      case Outcome.Failed<Payload> failed -> {
        LOG.warn("the pipe {} cannot call its target; {} messages come again: {}", pipe.arn(),
            seen.size(), failed.error().name());
        yield Set.of();
      }
    };
  }

  private void delete(List<Map<?, ?>> messages) throws InterruptedException {
    inBatches("deleteMessageBatch", messages, Map.of());
  }

  private void inBatches(String action, List<Map<?, ?>> messages, Map<String, ?> members)
      throws InterruptedException {
    for (int from = 0; from < messages.size(); from += MOST_AT_ONCE) {
      List<Map<String, @Nullable Object>> entries = new ArrayList<>();
      for (Map<?, ?> message : messages.subList(from,
          Math.min(from + MOST_AT_ONCE, messages.size()))) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>(members);
        entry.put("Id", Integer.toString(entries.size()));
        entry.put("ReceiptHandle", message.get("ReceiptHandle"));
        entries.add(entry);
      }
      if (call(action, Map.of("QueueUrl", pipe.queueUrl(),
          "Entries", entries)) instanceof Outcome.Failed<Payload> failed) {
        LOG.warn("the pipe {} cannot do {} for {} messages, which come again: {}", pipe.arn(),
            action, entries.size(), failed.error().name());
      }
    }
  }

  private Outcome<Payload> call(String action, Map<String, ?> parameters)
      throws InterruptedException {
    var resource = new Resource.Service("arn:aws:states:::aws-sdk:sqs:" + action, "aws-sdk:sqs",
        action, Resource.Pattern.REQUEST_RESPONSE);
    return connectors.apply(resource)
        .call(request(resource, Payload.of(parameters), new UUID(0, 0)));
  }

  private TaskRequest request(Resource resource, Payload parameters, UUID id) {
    return new TaskRequest(new TaskToken(0, id, 1, 0), Instant.EPOCH, resource, parameters,
        pipe.arn(), pipe.role(), IdempotencyTokens.of(id, 1, 0), null, longestCall());
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
