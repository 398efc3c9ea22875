package dev.pawl.worker.maprun;

import dev.pawl.core.asl.ResultWriter.OutputType;
import dev.pawl.core.json.Payload;
import dev.pawl.tasks.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of a ResultWriter. Written twice they are the same files. */
final class ResultFiles {
  /** A file that has grown so large is written, and the next one begun. */
  private static final int LARGEST = 16 * 1_024 * 1_024;

  private final ObjectStore objects;
  private final String bucket;
  private final String folder;
  private final OutputType type;
  private final Map<String, ByteArrayOutputStream> open = new TreeMap<>();
  private final Map<String, List<Object>> written = new TreeMap<>();

  ResultFiles(ObjectStore objects, String bucket, String folder, OutputType type) {
    this.objects = objects;
    this.bucket = bucket;
    this.folder = folder;
    this.type = type;
    for (String kind : List.of("FAILED", "PENDING", "SUCCEEDED")) {
      written.put(kind, new ArrayList<>());
    }
  }

  /** Adds a result to the file of its kind. */
  void add(String kind, Payload result) {
    ByteArrayOutputStream file = open.computeIfAbsent(kind, _ -> new ByteArrayOutputStream());
    String before = switch (type) {
      case JSON -> file.size() == 0 ? "[" : ",";
      case JSONL -> file.size() == 0 ? "" : "\n";
    };
    file.writeBytes((before + result.text()).getBytes(StandardCharsets.UTF_8));
    if (file.size() >= LARGEST) {
      write(kind, file);
      open.remove(kind);
    }
  }

  private void write(String kind, ByteArrayOutputStream file) {
    if (type == OutputType.JSON) {
      file.write(']');
    }
    List<Object> known = written.getOrDefault(kind, List.of());
    String key = folder + kind + "_" + known.size()
        + (type == OutputType.JSON ? ".json" : ".jsonl");
    byte[] content = file.toByteArray();
    objects.put(bucket, key, content);
    var entry = new LinkedHashMap<String, Object>();
    entry.put("Key", key);
    entry.put("Size", content.length);
    known.add(entry);
  }

  /** Writes what is open, and the list of all files; gives the key of that list. */
  String finish(String mapRunArn) {
    open.forEach(this::write);
    open.clear();
    var manifest = new LinkedHashMap<String, Object>();
    manifest.put("DestinationBucket", bucket);
    manifest.put("MapRunArn", mapRunArn);
    manifest.put("ResultFiles", written);
    String key = folder + "manifest.json";
    objects.put(bucket, key, Payload.of(manifest).text().getBytes(StandardCharsets.UTF_8));
    return key;
  }
}
