package dev.pawl.server;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The operations of the service model that the product ships. */
final class ServiceOperations {
  private ServiceOperations() {}

  static Set<String> all() {
    try (var model = Objects.requireNonNull(
        ServiceOperations.class.getResourceAsStream("/dev/pawl/api/sfn-2016-11-23.json"))) {
      Map<?, ?> whole = (Map<?, ?>) Objects.requireNonNull(
          Json.parse(new String(model.readAllBytes(), StandardCharsets.UTF_8)));
      Set<String> names = new TreeSet<>();
      ((Map<?, ?>) Objects.requireNonNull(whole.get("operations"))).keySet()
          .forEach(name -> names.add((String) name));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
