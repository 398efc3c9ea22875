package dev.pawl.db.execution;

import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Unnest;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

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
        and m.kind <> 7
        and not exists (select from run r where r.shard = m.shard and r.id = m.id)
      """.formatted(MESSAGES.as("m"));

  private final Pool pool;

  public Inbox(Pool pool) {
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
    return pool.write(connection -> {
      try (var statement = connection.prepareStatement(SEND)) {
        statement.setLong(1, ThreadLocalRandom.current().nextLong());
        statement.setInt(2, kind.code());
        statement.setBytes(3, body);
        statement.setInt(4, to.shard());
        statement.setObject(5, to.id());
        return statement.executeUpdate() == 1;
      }
    });
  }

  /**
   * Deletes messages that came too late. Those of an execution that is open after all stay, and those that ask for a
   * Map run.
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
