package dev.pawl.conformance;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.ObjectStore;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Stands in for every service: answers calls from the recording that is being replayed. */
public final class ReplayingConnector implements Connector {
  private final AtomicInteger unanswered = new AtomicInteger();
  private volatile @Nullable Answers answers;

  /** From now on calls are answered from another recording. */
  void play(Answers next) {
    answers = next;
  }

  /** The objects of the recording that is being replayed. */
  public ObjectStore objects() {
    return new ObjectStore() {
      @Override
      public Opened open(String bucket, String key, Optional<String> version,
          Optional<SourcePin> pin) {
        return Objects.requireNonNull(answers).objectStore().open(bucket, key, version, pin);
      }

      @Override
      public Page list(String bucket, String prefix, Optional<String> after) {
        return Objects.requireNonNull(answers).objectStore().list(bucket, prefix, after);
      }

      @Override
      public void put(String bucket, String key, byte[] content) {
        Objects.requireNonNull(answers).objectStore().put(bucket, key, content);
      }
    };
  }

  /** How many calls wait for an answer that was never given. */
  int unanswered() {
    return unanswered.get();
  }

  @Override
  public RecoveryClass recovery(Resource resource) {
    return RecoveryClass.RESEND;
  }

  @Override
  public Outcome<Payload> call(TaskRequest request) throws InterruptedException {
    Optional<Outcome<Payload>> answer = Objects.requireNonNull(answers).toCall(request);
    if (answer.isPresent()) {
      return answer.get();
    }
    unanswered.incrementAndGet();
    try {
      new CountDownLatch(1).await();
    } finally {
      unanswered.decrementAndGet();
    }
    throw new InterruptedException("nobody answers");
  }
}
