package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import dev.pawl.db.execution.Seals.Part;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** Messages to executions from outside a commit. */
public final class Inbox {
  private static final String SEND = """
      insert into inbox (shard, at, uid, id, kind, body)
      select r.shard, now(), ?, r.id, ?, ? from run r
      where r.shard = ? and r.id = ?
      """;

  private static final Unnest<InboxMessage> MESSAGES = Unnest.<InboxMessage>rows()
      .smallint("shard", m -> m.to().shard())
      .time("at", InboxMessage::at)
      .bigint("uid", InboxMessage::uid)
      .uuid("id", m -> m.to().id())
      .smallint("kind", m -> m.kind().code());

  private static final String DISCARD = """
      delete from inbox b using %s
      where b.shard = m.shard and b.at = m.at and b.uid = m.uid
        and m.kind >= 0 and m.kind not in (7, 9)
        and not exists (select from run r where r.shard = m.shard and r.id = m.id)
      """.formatted(MESSAGES.as("m"));

  private static final Unnest<ExecutionKey> IDS = Unnest.<ExecutionKey>rows()
      .uuid("id", ExecutionKey::id);

  private static final String TELL = """
      insert into inbox (shard, at, uid, id, kind, body)
      select r.shard, now(), ('x' || left(md5(random()::text), 16))::bit(64)::bigint, r.id,
        ?::smallint, ?::bytea
      from %s join run r on r.shard = ? and r.id = k.id
      """.formatted(IDS.as("k"));

  private final Pool pool;
  private final SealedRows sealed;

  public Inbox(Pool pool, Seals seals) {
    this.sealed = new SealedRows(seals);
    this.pool = pool;
  }

  /**
   * Leaves a message.
   *
   * @return false where the execution is closed or unknown
   * @throws dev.pawl.db.connection.UnknownCommitOutcomeException where the connection broke; sending it again
   *     is harmless
   */
  public boolean send(ExecutionKey to, MessageKind kind, byte[] body) {
    byte[] stored = sealed.seal(body, to, Part.MESSAGE);
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(SEND)) {
        statement.setLong(1, ThreadLocalRandom.current().nextLong());
        statement.setInt(2, kind.code());
        statement.setBytes(3, stored);
        statement.setInt(4, to.shard());
        statement.setObject(5, to.id());
        return statement.executeUpdate() == 1;
      }
    });
  }

  /**
   * Leaves a message for each of several executions that is open: a statement for each shard, each by itself,
   * so that readers, which look back some seconds only, see all that is written. A repeat is harmless.
   *
   * @return how many are
   */
  public int tell(Collection<ExecutionKey> keys, MessageKind kind, byte[] body) {
    Map<Integer, List<ExecutionKey>> shards = keys.stream()
        .collect(Collectors.groupingBy(ExecutionKey::shard, TreeMap::new, Collectors.toList()));
    return pool.write(connection -> {
      int told = 0;
      try (var statement = connection.prepareStatement(TELL)) {
        for (Map.Entry<Integer, List<ExecutionKey>> shard : shards.entrySet()) {
          statement.setInt(1, kind.code());
          statement.setBytes(2, body);
          int next = IDS.bind(statement, 3, shard.getValue());
          statement.setInt(next, shard.getKey());
          told += statement.executeUpdate();
        }
      }
      return told;
    });
  }

  /**
   * Deletes messages that came too late. Those of an execution that is open after all stay, those that ask for a Map
   * run or its redrive, and those of a kind that only a newer Pawl knows.
   *
   * @return how many are gone
   */
  public int discard(List<InboxMessage> messages) {
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(DISCARD)) {
        MESSAGES.bind(statement, 1, messages);
        return statement.executeUpdate();
      }
    });
  }
}
