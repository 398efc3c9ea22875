package dev.pawl.tasks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The file that says which functions are called by plain HTTP. YAML: {@code name: url} at the top, or the same
 * under {@code functions} or {@code pawl.functions}; instead of the URL there may be a map with {@code url}.
 */
final class FunctionsFile {
  private static final String SHAPE = "must be a YAML map of function names to URLs";

  private FunctionsFile() {}

  static Map<String, URI> read(Path file) {
    Object root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidTaskSettingsException(
          "The functions file " + file + " cannot be read: " + reason(e), e);
    } catch (YAMLException e) {
      throw new InvalidTaskSettingsException(
          "The functions file " + file + " is not YAML: " + firstLine(e.getMessage()), e);
    }
    if (root == null) {
      return Map.of();
    }
    Map<String, URI> functions = new LinkedHashMap<>();
    inner(inner(map(file, root, "it"), "pawl", file), "functions", file)
        .forEach((name, value) -> functions.put(String.valueOf(name), target(file, name, value)));
    return functions;
  }

  private static Map<?, ?> inner(Map<?, ?> map, String key, Path file) {
    Object inner = map.get(key);
    // A function may be called "functions", too: then its value is a URL, and not a map.
    return inner instanceof Map<?, ?> found && !found.containsKey("url")
        ? map(file, found, key)
        : map;
  }

  private static URI target(Path file, Object name, @Nullable Object value) {
    Object url = value instanceof Map<?, ?> map ? map.get("url") : value;
    if (!(url instanceof String text)) {
      throw new InvalidTaskSettingsException("The functions file " + file + " " + SHAPE
          + ", but function " + name + " has no URL");
    }
    return TaskSettings.url("The URL of function " + name + " in " + file, text);
  }

  private static Map<?, ?> map(Path file, Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new InvalidTaskSettingsException(
        "The functions file " + file + " " + SHAPE + ", but " + what + " is none");
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not UTF-8 text";
      default -> firstLine(e.getMessage());
    };
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse(message);
  }
}
