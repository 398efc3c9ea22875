package dev.pawl.conformance;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One recording, as its file says.
 *
 * @param id unique in its folder
 * @param file where it is
 * @param content the whole file
 */
record RecordedCase(String id, Path file, Map<String, Object> content) {
  /**
   * Every recording below a folder, by id.
   *
   * @param strange told of each file that cannot be read as JSON
   * @throws UncheckedIOException where the folder cannot be read
   */
  static List<RecordedCase> all(Path folder, BiConsumer<Path, String> strange) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
          .flatMap(file -> read(file, strange).stream())
          .sorted(Comparator.comparing(RecordedCase::id))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty for a file that holds something else, such as the folder's index. */
  private static Optional<RecordedCase> read(Path file, BiConsumer<Path, String> strange) {
    try {
      return Json.parse(Files.readString(file)) instanceof Map<?, ?> content
          && content.get("id") instanceof String id && content.containsKey("kind")
              ? Optional
                  .of(new RecordedCase(id, file, object(content)))
              : Optional.empty();
    } catch (IOException | InvalidJsonException e) {
      strange.accept(file, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Whether it is of a kind that can be replayed. */
  boolean isKnown() {
    return isExecution() || "api".equals(content.get("kind"));
  }

  boolean isExecution() {
    return "execution".equals(content.get("kind"));
  }

  boolean isExpress() {
    return "EXPRESS".equals(content.get("machineType"));
  }

  /** Whether its caller waited for its end. */
  boolean isSync() {
    return "StartSyncExecution".equals(part("execution").get("api"));
  }

  /** Whether every answer that the run got is in {@link #mocks}. */
  boolean isWhole() {
    return !Boolean.FALSE.equals(content.get("mocksComplete"));
  }

  /** When it was recorded, as ISO 8601 text; empty where it does not say. */
  String recordedAt() {
    return String.valueOf(part("source").getOrDefault("validated", ""));
  }

  /** {@code strict}, {@code concurrent} or {@code parallel-sorted}. */
  String eventOrder() {
    return String.valueOf(content.getOrDefault("eventOrder", "strict"));
  }

  List<?> features() {
    return list(content.get("features"));
  }

  /** The API calls of a case of kind {@code api}. */
  List<Map<String, Object>> steps() {
    return objects(content.get("steps"));
  }

  /** The recorded answers of tasks, in the order in which they were scheduled. */
  List<Map<String, Object>> mocks() {
    return objects(content.get("mocks"));
  }

  /** A part that is an object; empty where the recording has none. */
  Map<String, Object> part(String name) {
    return content.get(name) instanceof Map<?, ?> part ? object(part) : Map.of();
  }

  /** The definition as it was sent. */
  String definition() {
    Map<String, Object> machine = part("stateMachine");
    return machine.get("definitionText") instanceof String sent
        ? sent
        : Json.write(machine.get("definition"));
  }

  static String text(Map<String, ?> object, String name) {
    return (String) Objects.requireNonNull(object.get(name), name);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }

  static List<Map<String, Object>> objects(@Nullable Object value) {
    return list(value).stream().map(RecordedCase::object).toList();
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
