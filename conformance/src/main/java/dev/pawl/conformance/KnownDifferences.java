package dev.pawl.conformance;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The recordings from which Pawl is known to differ, each with the reason why AWS's behaviour cannot or should not
 * be matched. They count as failed all the same.
 *
 * @param reasons by the id of the recording
 */
public record KnownDifferences(Map<String, String> reasons) {
  private static final String RESOURCE = "known-differences.json";

  public KnownDifferences {
    reasons = Map.copyOf(reasons);
  }

  /** Those of this build. */
  public static KnownDifferences ofBuild() {
    try (InputStream in = Objects
        .requireNonNull(KnownDifferences.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      Map<String, String> reasons = new LinkedHashMap<>();
      RecordedCase.object(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
          .forEach((id, reason) -> reasons.put(id, (String) reason));
      return new KnownDifferences(reasons);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<String> reason(String id) {
    return Optional.ofNullable(reasons.get(id));
  }
}
