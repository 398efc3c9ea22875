package dev.pawl.db.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class ServerKeysTest {
  private static final TestDatabase DB = TestDatabase.create();

  @AfterAll
  static void close() {
    DB.close();
  }

  @Test
  void allNodesThatAskAtOnceGetTheSameKeyAndEachNameHasItsOwn() {
    ServerKeys keys = DB.open().serverKeys();

    List<CompletableFuture<byte[]>> asked = Stream
        .generate(() -> CompletableFuture.supplyAsync(() -> keys.loadOrCreate("one")))
        .limit(8)
        .toList();

    byte[] first = asked.getFirst().join();
    assertThat(first).hasSize(32);
    assertThat(asked).allSatisfy(key -> assertThat(key.join()).isEqualTo(first));
    assertThat(keys.loadOrCreate("two")).isNotEqualTo(first);
  }

  @Test
  void aTagWithAKnownKeyGetsTheNewValue() {
    Tags tags = DB.open().tags();
    UUID resource = new UUID(7, 7);

    tags.put("000000000000", resource, Map.of("a", "1", "b", "2"));
    tags.put("000000000000", resource, Map.of("b", "3"));

    assertThat(tags.of("000000000000", resource)).containsExactly(
        Map.entry("a", "1"), Map.entry("b", "3"));
    assertThat(tags.of("000000000001", resource)).isEmpty();
  }
}
