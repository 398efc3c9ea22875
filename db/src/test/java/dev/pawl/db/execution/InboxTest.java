package dev.pawl.db.execution;

import static dev.pawl.db.execution.Fixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that come too late, that are for many, and that crowd a shard. */
final class InboxTest {
  private final Fixture db = Fixture.create();

  @AfterEach
  void close() {
    db.test().close();
  }

  @Test
  void messagesOfAKindThatOnlyANewerReleaseKnowsAreNotDiscarded() {
    UUID gone = db.id();
    send(3, gone, 99, 1);
    send(3, gone, 7, 1);
    send(3, gone, 2, 1);
    List<InboxMessage> found = messages(3, Set.of());

    assertThat(found).hasSize(3);
    assertThat(db.database().inbox().discard(found)).isEqualTo(1);
    assertThat(messages(3, Set.of())).extracting(InboxMessage::kind)
        .containsExactlyInAnyOrder(MessageKind.UNKNOWN, MessageKind.MAP_RUN_STARTED);
  }

  @Test
  void manyExecutionsOfManyShardsAreTold() {
    List<ExecutionKey> keys = IntStream.range(0, 40).mapToObj(_ -> db.started()).toList();
    ExecutionKey closed = db.started();
    db.commit(Burst.of(closed, 1, Fixture.succeeded()).withHistory(Fixture.events(2, 2)));
    List<ExecutionKey> all = new ArrayList<>(keys);
    all.add(closed);

    assertThat(db.database().inbox().tell(all, MessageKind.STOP, bytes("stop"))).isEqualTo(40);

    assertThat(keys).allSatisfy(
        key -> assertThat(db.load(key).messages()).extracting(InboxMessage::kind)
            .containsExactly(MessageKind.STOP));
  }

  @Test
  void whoeverIsLeftOutOfAScanDoesNotHideTheOthers() {
    ExecutionKey crowd = new ExecutionKey(3, db.id());
    UUID other = db.id();
    send(3, crowd.id(), 5, 3_000);
    send(3, other, 3, 1);

    assertThat(messages(3, Set.of())).hasSize(1_000).extracting(message -> message.to().id())
        .containsOnly(crowd.id());
    assertThat(messages(3, Set.of(crowd))).extracting(message -> message.to().id())
        .containsExactly(other);
  }

  private List<InboxMessage> messages(int shard, Set<ExecutionKey> besides) {
    return db.database().runs().scan(Set.of(shard), Instant.MIN, besides, 1_000, 10).arrived()
        .messages();
  }

  private void send(int shard, UUID to, int kind, int times) {
    db.test().execute("""
        insert into inbox (shard, at, uid, id, kind, body)
        select %d, now(), n, '%s', %d, '' from generate_series(%d, %d) n
        """.formatted(shard, to, kind, kind * 10_000, kind * 10_000 + times - 1));
  }
}
