package dev.pawl.core.teststate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What AWS's services answer, by the names that aws-sdk integrations give them. A service is read when it is first
 * asked for; those asked for last are kept. Safe for any number of threads.
 */
final class AnswerModels {
  private static final String RESOURCE = "service-shapes.zip";

  /** Some are large: ten times as much memory as text. */
  private static final int KEPT = 8;

  private final LinkedHashMap<String, Optional<AnswerModel>> kept = new LinkedHashMap<>(KEPT * 2,
      0.75f,
      true);

  /** Empty for a service that nobody knows. */
  synchronized Optional<AnswerModel> of(String service) {
    Optional<AnswerModel> model = kept.computeIfAbsent(service, AnswerModels::read);
    if (kept.size() > KEPT) {
      kept.pollFirstEntry();
    }
    return model;
  }

  private static Optional<AnswerModel> read(String service) {
    try (InputStream file = Objects
        .requireNonNull(AnswerModels.class.getResourceAsStream(RESOURCE), RESOURCE);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(service + ".json")) {
          return Optional.of(
              AnswerModel.read(new String(zip.readAllBytes(), StandardCharsets.UTF_8)));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
