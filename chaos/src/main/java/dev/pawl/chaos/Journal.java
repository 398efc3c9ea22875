package dev.pawl.chaos;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of JSON lines to which facts are appended as they become known. Safe for use by many threads. */
final class Journal implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  Journal(Path file) {
    this.file = file;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One fact.
   *
   * @param what its kind
   * @param at when it became known, by this machine's clock
   */
  record Fact(String what, Instant at, Map<String, @Nullable Object> members) {
    /** A member as text; empty where it is absent. */
    String text(String member) {
      Object value = members.get(member);
      return value == null ? "" : String.valueOf(value);
    }

    boolean is(String member) {
      return Boolean.TRUE.equals(members.get(member));
    }
  }

  /** Appends a fact and returns when it is on the disk. */
  void keep(String what, Map<String, ?> members) {
    append(what, members, true);
  }

  /** Appends a fact. */
  void note(String what, Map<String, ?> members) {
    append(what, members, false);
  }

  private void append(String what, Map<String, ?> members, boolean force) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("what", what);
    line.put("at", Instant.now().toString());
    line.putAll(members);
    ByteBuffer bytes = ByteBuffer.wrap((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      synchronized (this) {
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      if (force) {
        channel.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All facts so far, in their order. */
  List<Fact> facts() {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(Journal::fact).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fact fact(String line) {
    if (!(Json.parse(line) instanceof Map<?, ?> tree)) {
      throw new IllegalStateException("a line of a journal is no object: " + line);
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    tree.forEach((name, value) -> members.put(String.valueOf(name), value));
    return new Fact(String.valueOf(members.get("what")),
        Instant.parse(String.valueOf(members.get("at"))), members);
  }

  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
