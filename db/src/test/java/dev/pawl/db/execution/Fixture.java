package dev.pawl.db.execution;

import dev.pawl.core.identity.ExecutionIds;
import dev.pawl.core.identity.Qualifier;
import dev.pawl.core.identity.Shards;
import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes executions in one database. */
record Fixture(TestDatabase test, Database database, UUID machine, Random random) {
  static final UUID ME = new UUID(1, 1);
  static final UUID OTHER = new UUID(2, 2);

  static Fixture create() {
    return create(CommitForm.SINGLE_STATEMENT);
  }

  /** With starts and commits written in a form. */
  static Fixture create(CommitForm form) {
    TestDatabase test = TestDatabase.create();
    return new Fixture(test, test.open(form), new UUID(7, 7), new Random(42));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static OpenRun open(@Nullable Instant wakeAt) {
    return new OpenRun(bytes("state"), 2, wakeAt);
  }

  static Closing succeeded() {
    return new Closing(
        ExecutionStatus.SUCCEEDED, Optional.of(bytes("out")), null, null,
        Instant.parse("2026-11-22T10:00:00Z"));
  }

  static HistorySegment events(int first, int last) {
    return new HistorySegment(first, last, (byte) 0, bytes("events"));
  }

  synchronized UUID id() {
    return ExecutionIds.next(database.clock().now(), random);
  }

  NewExecution unnamed(Next next, List<NewTask> tasks) {
    UUID id = id();
    return execution(id, id.toString(), false, "in", next, tasks);
  }

  NewExecution named(String name, String input, Next next) {
    return execution(id(), name, true, input, next, List.of());
  }

  private NewExecution execution(
      UUID id, String name, boolean given, String input, Next next, List<NewTask> tasks) {
    return new NewExecution(
        new ExecutionKey(Shards.of(machine, name), id), machine, 1, Qualifier.none(), name, given,
        database.clock().now(), bytes(input), bytes(input), Optional.empty(), next,
        Optional.of(events(1, 1)), List.of(), tasks, List.of(), List.of());
  }

  /** An open execution at revision 1 with these tasks. */
  ExecutionKey started(NewTask... tasks) {
    NewExecution execution = unnamed(open(null), List.of(tasks));
    List<StartResult> results = database.starts().start(List.of(execution));
    if (!results.equals(List.of(new StartResult.Created()))) {
      throw new AssertionError(results);
    }
    return execution.key();
  }

  CommitOutcome commit(Burst burst) {
    return database.commits().commit(List.of(burst)).getFirst();
  }

  LoadedRun load(ExecutionKey key) {
    return database.runs().load(List.of(key)).runs().getFirst();
  }

  boolean isOpen(ExecutionKey key) {
    return !database.runs().load(List.of(key)).runs().isEmpty();
  }
}
