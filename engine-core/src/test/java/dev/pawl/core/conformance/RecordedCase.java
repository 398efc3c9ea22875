package dev.pawl.core.conformance;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One recorded execution, as its file says. */
record RecordedCase(String id, Map<String, Object> content) {
  /** The recordings beside the project; empty on a machine that does not have them. */
  static Optional<Path> folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("../shared/conformance").normalize();
      if (Files.isRegularFile(folder.resolve("index.json"))) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /** The executions that need nothing but the interpreter and the recorded answers. */
  static List<RecordedCase> replayable(Path folder) {
    try (Stream<Path> files = Files.walk(folder.resolve("cases"))) {
      return files.filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(RecordedCase::read)
          .filter(RecordedCase::isReplayable)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RecordedCase read(Path file) {
    try {
      Map<String, Object> content = object(Json.parse(Files.readString(file)));
      return new RecordedCase((String) Objects.requireNonNull(content.get("id")), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReplayable() {
    return "execution".equals(content.get("kind"))
        && "STANDARD".equals(content.get("machineType"))
        && Boolean.TRUE.equals(content.get("mocksComplete"))
        && !((List<?>) Objects.requireNonNull(content.get("features"))).contains("map:distributed");
  }

  boolean isStrict() {
    return "strict".equals(content.get("eventOrder"));
  }

  Map<String, Object> part(String name) {
    return content.containsKey(name) ? object(content.get(name)) : Map.of();
  }

  String definition() {
    Map<String, Object> machine = part("stateMachine");
    Object text = machine.get("definitionText");
    return text == null ? Json.write(machine.get("definition")) : (String) text;
  }

  String input() {
    Object input = part("execution").get("input");
    return input == null ? "{}" : (String) input;
  }

  List<Map<String, Object>> mocks() {
    return content.get("mocks") instanceof List<?> mocks
        ? mocks.stream().map(RecordedCase::object).toList()
        : List.of();
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) Objects.requireNonNull(value);
  }
}
