package dev.pawl.db.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.identity.Qualifier;
import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpressStartsTest {
  private static final UUID ME = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);
  private static final Instant T = Instant.parse("2026-01-01T00:00:00.123Z");

  private final TestDatabase database = TestDatabase.create();
  private final Database open = database.open();
  private final ExpressStarts starts = open.expressStarts();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void whatIsAcceptedIsReadAsItWas() {
    AcceptedExpress first = start(7, Qualifier.none());
    AcceptedExpress second = start(7, new Qualifier.Alias("PROD", 3));

    starts.accept(List.of(first, second), null);
    starts.accept(List.of(first), OTHER);

    assertThat(starts.claimFree(Set.of(7), ME, 10))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void eachIsClaimedOnceAndInTheShardsAskedForOnly() {
    starts.accept(List.of(start(1, Qualifier.none()), start(2, Qualifier.none()),
        start(3, Qualifier.none())), null);

    assertThat(starts.claimFree(Set.of(1, 2), ME, 1)).hasSize(1);
    assertThat(starts.claimFree(Set.of(1, 2), OTHER, 10)).hasSize(1);
    assertThat(starts.claimFree(Set.of(1, 2), ME, 10)).isEmpty();
  }

  @Test
  void thoseOfTheDeadAreLostAndThoseOfTheLivingAreNot() {
    AcceptedExpress dead = start(1, Qualifier.none());
    AcceptedExpress living = start(1, Qualifier.none());
    starts.accept(List.of(dead), new UUID(9, 9));
    starts.accept(List.of(living), OTHER);
    starts.accept(List.of(start(1, Qualifier.none())), null);

    open.nodes().register(ME, "test");
    open.nodes().register(OTHER, "test");

    assertThat(starts.claimLost(Set.of(1), ME, 10)).singleElement().satisfies(lost -> {
      assertThat(lost.key()).isEqualTo(dead.key());
      assertThat(lost.losses()).isEqualTo(dead.losses() + 1);
    });
    assertThat(starts.claimLost(Set.of(1), ME, 10)).isEmpty();
  }

  @Test
  void onlyTheOwnerReleases() {
    AcceptedExpress start = start(1, Qualifier.none());
    starts.accept(List.of(start), OTHER);

    starts.release(List.of(start.key()), ME);
    assertThat(starts.claimFree(Set.of(1), ME, 10)).isEmpty();
    starts.release(List.of(start.key()), OTHER);

    assertThat(starts.claimFree(Set.of(1), ME, 10)).hasSize(1);
  }

  @Test
  void whatHasEndedIsForgotten() {
    AcceptedExpress start = start(1, Qualifier.none());
    starts.accept(List.of(start), ME);

    starts.forget(List.of(start.key()));
    starts.forget(List.of(start.key()));

    assertThat(database.count("select count(*) from express_start")).isZero();
  }

  private static AcceptedExpress start(int shard, Qualifier by) {
    return new AcceptedExpress(new ExecutionKey(shard, UUID.randomUUID()), new UUID(5, 5), 4, by,
        "n", UUID.randomUUID(), T, new byte[]{1, 2}, 0);
  }
}
