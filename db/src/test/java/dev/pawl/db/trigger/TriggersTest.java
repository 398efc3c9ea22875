package dev.pawl.db.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Resources that fire, and the calls that they owe. */
final class TriggersTest {
  private static final String ACCOUNT = "000000000000";

  private final TestDatabase test = TestDatabase.create();
  private final Database database = test.open();
  private final Triggers triggers = database.triggers();
  private final Deliveries deliveries = database.deliveries();

  @AfterEach
  void close() {
    test.close();
  }

  private static TriggerKey rule(String name) {
    return new TriggerKey(ACCOUNT, TriggerKind.RULE, "default", name);
  }

  private Instant now() {
    return database.clock().now().truncatedTo(ChronoUnit.MICROS);
  }

  private NewDelivery delivery(UUID id, Instant at) {
    return new NewDelivery(id, ACCOUNT, "arn:r", "{}", at, at.plusSeconds(60));
  }

  @Test
  void resourcesAreAddedOnceAndChangedByWhoReadThemLast() {
    assertThat(triggers.add(rule("a"), UUID.randomUUID(), "{}", "{}", null)).isTrue();
    assertThat(triggers.add(rule("a"), UUID.randomUUID(), "{}", "{}", null)).isFalse();
    TriggerRow row = triggers.find(rule("a")).orElseThrow();

    assertThat(triggers.change(row, "{\"x\":1}", null)).isTrue();
    assertThat(triggers.change(row, "{\"x\":2}", null)).isFalse();
    assertThat(triggers.tag(rule("a"), "{\"k\":\"v\"}")).isTrue();

    TriggerRow now = triggers.find(rule("a")).orElseThrow();
    assertThat(now.body()).isEqualTo("{\"x\":1}");
    assertThat(now.tags()).isEqualTo("{\"k\":\"v\"}");
    assertThat(triggers.delete(rule("a"))).isTrue();
    assertThat(triggers.delete(rule("a"))).isFalse();
    assertThat(triggers.find(rule("a"))).isEmpty();
  }

  @Test
  void pagesGoByNameAndScope() {
    for (String name : List.of("b", "a", "ab", "c")) {
      triggers.add(rule(name), UUID.randomUUID(), "{}", "{}", null);
    }
    triggers.add(new TriggerKey(ACCOUNT, TriggerKind.RULE, "default_", "z"), UUID.randomUUID(),
        "{}", "{}", null);
    triggers.add(new TriggerKey("111111111111", TriggerKind.RULE, "default", "x"),
        UUID.randomUUID(), "{}", "{}", null);

    assertThat(names(Optional.of("default"), "", "", 2)).containsExactly("a", "ab");
    assertThat(names(Optional.of("default"), "", "ab", 9)).containsExactly("b", "c");
    assertThat(names(Optional.of("default"), "a", "", 9)).containsExactly("a", "ab");
    assertThat(names(Optional.of("default_"), "", "", 9)).containsExactly("z");
    assertThat(names(Optional.empty(), "", "", 9)).containsExactly("a", "ab", "b", "c", "z");
    triggers.deleteScope(ACCOUNT, TriggerKind.RULE, "default");
    assertThat(names(Optional.empty(), "", "", 9)).containsExactly("z");
  }

  private List<String> names(Optional<String> scope, String prefix, String after, int limit) {
    return triggers.page(ACCOUNT, TriggerKind.RULE, scope, prefix, after, limit).stream()
        .map(row -> row.key().name()).toList();
  }

  @Test
  void aTimeIsUsedUpOnceHoweverManyNodesTry() throws ExecutionException, InterruptedException {
    Instant due = now().minusSeconds(1);
    triggers.add(rule("a"), UUID.randomUUID(), "{}", "{}", due);
    triggers.add(rule("later"), UUID.randomUUID(), "{}", "{}", due.plusSeconds(3_600));
    List<TriggerRow> found = triggers.due(10);
    assertThat(found).hasSize(1);
    assertThat(triggers.nextDue()).contains(due);

    try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> tries = IntStream.range(0, 8).<Callable<Boolean>>mapToObj(
          _ -> () -> deliveries.fire(found.getFirst(), due.plusSeconds(60),
              List.of(delivery(UUID.randomUUID(), due), delivery(UUID.randomUUID(), due))))
          .toList();
      long won = 0;
      for (Future<Boolean> one : nodes.invokeAll(tries)) {
        won += one.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
    assertThat(test.count("select count(*) from trigger_delivery")).isEqualTo(2);
    assertThat(triggers.find(rule("a")).orElseThrow().nextAt()).isEqualTo(due.plusSeconds(60));
  }

  @Test
  void aTimeWithoutCallsIsUsedUp() {
    Instant due = now().minusSeconds(1);
    triggers.add(rule("a"), UUID.randomUUID(), "{}", "{}", due);
    assertThat(deliveries.fire(triggers.due(1).getFirst(), null, List.of())).isTrue();
    assertThat(triggers.due(1)).isEmpty();
    assertThat(triggers.nextDue()).isEmpty();
  }

  @Test
  void aCallIsTakenByOneAndKeptUntilItIsDone() {
    UUID one = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    deliveries.add(List.of(delivery(one, now()), delivery(other, now().plusSeconds(3_600))));
    deliveries.add(List.of(delivery(one, now())));
    deliveries.add(List.of());

    List<Delivery> taken = deliveries.claim(10, Duration.ofSeconds(60));
    assertThat(taken).extracting(Delivery::id).containsExactly(one);
    assertThat(taken.getFirst().attempts()).isEqualTo(1);
    assertThat(deliveries.claim(10, Duration.ofSeconds(60))).isEmpty();

    deliveries.later(one, Duration.ZERO);
    assertThat(deliveries.claim(10, Duration.ofSeconds(60))).singleElement()
        .satisfies(again -> assertThat(again.attempts()).isEqualTo(2));
    deliveries.done(one);
    deliveries.later(one, Duration.ZERO);
    assertThat(deliveries.claim(10, Duration.ofSeconds(60))).isEmpty();
    assertThat(test.count("select count(*) from trigger_delivery")).isEqualTo(1);
  }
}
