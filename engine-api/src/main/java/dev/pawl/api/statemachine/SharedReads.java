package dev.pawl.api.statemachine;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers who ask for the same thing at the same time share one look at the database. Each gets the answer of a
 * look that began after it had asked, so nobody is told of anything older than without sharing.
 *
 * @param <K> names the thing
 * @param <V> what is found
 */
final class SharedReads<K, V> {
  private final Function<K, V> read;

  /** The keys with a look under way. Guarded by itself. */
  private final Map<K, UnderWay<V>> looks = new HashMap<>();

  /** A look under way, and those who wait for the one after it. */
  private static final class UnderWay<V> {
    private @Nullable CompletableFuture<V> next;
  }

  SharedReads(Function<K, V> read) {
    this.read = read;
  }

  /** Looks, or waits for somebody else's look; throws what that throws. */
  V get(K key) {
    CompletableFuture<V> answer = new CompletableFuture<>();
    boolean looking;
    synchronized (looks) {
      UnderWay<V> underWay = looks.get(key);
      looking = underWay == null;
      if (underWay == null) {
        looks.put(key, new UnderWay<>());
      } else if (underWay.next == null) {
        underWay.next = answer;
      } else {
        answer = underWay.next;
      }
    }
    if (looking) {
      look(key, answer);
    }
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void look(K key, CompletableFuture<V> answer) {
    try {
      answer.complete(read.apply(key));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    }
    CompletableFuture<V> next;
    synchronized (looks) {
      UnderWay<V> underWay = Objects.requireNonNull(looks.get(key));
      next = underWay.next;
      underWay.next = null;
      if (next == null) {
        looks.remove(key);
      }
    }
    if (next != null) {
      CompletableFuture<V> others = next;
      Thread _ = Thread.ofVirtual().name("look").start(() -> look(key, others));
    }
  }
}
