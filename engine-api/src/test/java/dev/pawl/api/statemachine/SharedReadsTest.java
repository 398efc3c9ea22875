package dev.pawl.api.statemachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
  @Test
  void thoseWhoAskDuringALookShareTheNextOne() throws Exception {
    var looks = new AtomicInteger();
    var first = new CountDownLatch(1);
    var reads = new SharedReads<String, Integer>(_ -> {
      int look = looks.incrementAndGet();
      if (look == 1) {
        awaitUninterrupted(first);
      }
      return look;
    });
    try (var threads = Executors.newCachedThreadPool()) {
      CompletableFuture<Integer> early = CompletableFuture.supplyAsync(() -> reads.get("a"),
          threads);
      await().until(() -> looks.get() == 1);
      List<CompletableFuture<Integer>> late = new ArrayList<>();
      var asking = new AtomicInteger();
      for (int i = 0; i < 10; i++) {
        late.add(CompletableFuture.supplyAsync(() -> {
          asking.incrementAndGet();
          return reads.get("a");
        }, threads));
      }
      await().until(() -> asking.get() == 10);

      first.countDown();

      assertThat(early.get()).isEqualTo(1);
      for (CompletableFuture<Integer> answer : late) {
        assertThat(answer.get()).isGreaterThan(1);
      }
    }
  }

  @Test
  void aLookThatFailsFailsItsCallersAndNobodyElse() {
    var looks = new AtomicInteger();
    var reads = new SharedReads<String, Integer>(_ -> {
      if (looks.incrementAndGet() == 1) {
        throw new IllegalStateException("away");
      }
      return looks.get();
    });

    assertThatThrownBy(() -> reads.get("a")).isInstanceOf(IllegalStateException.class)
        .hasMessage("away");
    assertThat(reads.get("a")).isEqualTo(2);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
