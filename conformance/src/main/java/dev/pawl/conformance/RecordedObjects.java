package dev.pawl.conformance;

import dev.pawl.core.maprun.SourcePin;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.ObjectStoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The objects that were in S3 when a case was recorded, and those that its replay writes. */
final class RecordedObjects implements ObjectStore {
  private final Map<String, byte[]> contents = new TreeMap<>();

  RecordedObjects(RecordedCase recorded) {
    for (Map<String, Object> object : RecordedCase
        .objects(recorded.part("setup").get("s3Objects"))) {
      contents.put(
          name(RecordedCase.text(object, "bucket"), RecordedCase.text(object, "key")),
          content(recorded, object));
    }
  }

  private static byte[] content(RecordedCase recorded, Map<String, Object> object) {
    if (object.get("bodyFile") instanceof String file) {
      try {
        return Files.readAllBytes(recorded.file().resolveSibling(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return RecordedCase.text(object, "body").getBytes(StandardCharsets.UTF_8);
  }

  private static String name(String bucket, String key) {
    return bucket + "/" + key;
  }

  @Override
  public synchronized Opened open(String bucket, String key, Optional<String> version,
      Optional<SourcePin> pin) {
    byte[] content = contents.get(name(bucket, key));
    if (content == null) {
      throw new ObjectStoreException("The specified key does not exist.");
    }
    return new Opened(new ByteArrayInputStream(content), Optional.empty());
  }

  @Override
  public synchronized Page list(String bucket, String prefix, Optional<String> after) {
    List<Listed> listed = contents.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(name(bucket, prefix)))
        .map(entry -> new Listed(entry.getKey().substring(bucket.length() + 1),
            "\"" + Integer.toHexString(entry.getKey().hashCode()) + "\"", 0,
            entry.getValue().length, "STANDARD"))
        .toList();
    return new Page(listed, Optional.empty());
  }

  @Override
  public synchronized void put(String bucket, String key, byte[] content) {
    contents.put(name(bucket, key), content);
  }
}
