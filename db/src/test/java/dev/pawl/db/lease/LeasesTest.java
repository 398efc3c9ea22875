package dev.pawl.db.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.TestDatabase;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeasesTest {
  private static final UUID A = new UUID(0, 1);
  private static final UUID B = new UUID(0, 2);

  private final TestDatabase db = TestDatabase.create();
  private final Nodes nodes = db.open().nodes();
  private final ShardLeases leases = db.open().shardLeases();

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void twoNodesShareTheShards() {
    nodes.register(A, "test");
    Map<Integer, Long> alone = leases.take(A);
    nodes.register(B, "test");

    assertThat(alone).hasSize(256);
    assertThat(leases.take(B)).isEmpty();
    assertThat(leases.releaseSurplus(A)).hasSize(128);
    Map<Integer, Long> second = leases.take(B);

    assertThat(second).hasSize(128);
    assertThat(second.values()).containsOnly(2L);
    Map<Integer, Long> kept = leases.renew(A, alone);
    assertThat(kept).hasSize(128);
    Set<Integer> both = new HashSet<>(kept.keySet());
    both.addAll(second.keySet());
    assertThat(both).hasSize(256);
    assertThat(leases.take(A)).isEmpty();
  }

  @Test
  void anExpiredLeaseGoesToTheNextNode() {
    nodes.register(A, "test");
    Map<Integer, Long> held = leases.take(A);
    db.execute("update shard_lease set expires_at = now(); update node set expires_at = now()");
    nodes.register(B, "test");

    Map<Integer, Long> taken = leases.take(B);

    assertThat(taken).hasSize(256);
    assertThat(leases.renew(A, held)).isEmpty();
  }

  @Test
  void aNodeThatExpiredMustComeBackAsAnother() {
    nodes.register(A, "test");
    nodes.register(B, "test");
    assertThat(nodes.renew(A)).isTrue();
    db.execute("update node set expires_at = now() where id = '" + A + "'");

    assertThat(nodes.renew(A)).isFalse();
    assertThat(nodes.live()).containsExactly(B);
    assertThat(nodes.clearDead()).isEqualTo(1);
  }

  @Test
  void theOnlyNodeTakesAllAtOnce() {
    nodes.register(A, "test");
    leases.take(A);
    nodes.register(B, "test");

    assertThat(nodes.forgetOthers(B)).isEqualTo(1);
    assertThat(leases.takeAll(B)).hasSize(256);
    assertThat(nodes.live()).containsExactly(B);
  }

  @Test
  void aNodeThatStopsLeavesItsShardsFree() {
    nodes.register(A, "test");
    leases.take(A);

    leases.release(A);
    nodes.leave(A);
    nodes.register(B, "test");

    assertThat(leases.take(B)).hasSize(256);
    assertThat(nodes.live()).containsExactly(B);
  }
}
