package dev.pawl.worker.maprun;

import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.asl.ResultWriter.OutputType;
import dev.pawl.core.asl.ResultWriter.Transformation;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.ObjectStoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what the children of a Map run gave, in the order of their items. */
final class Results {
  private final MapRunJob job;
  private final Children children;
  private final ObjectStore objects;
  private final int largest;

  /** @param largest the most bytes of a state's result */
  Results(MapRunJob job, Children children, ObjectStore objects, int largest) {
    this.job = job;
    this.children = children;
    this.objects = objects;
    this.largest = largest;
  }

  /** Tells of children that were never started, one after the other. */
  interface Pending {
    /** The next one's input; null after the last. */
    @Nullable
    Payload next() throws MapRunFailure, InterruptedException;
  }

  /**
   * What the state gets of a Map run that went well.
   *
   * @throws MapRunFailure where it is too large, or cannot be written
   */
  Payload of(MapRunState state) throws MapRunFailure, InterruptedException {
    return switch (job.mode().writer()) {
      case ResultWriter.Outputs _ ->
        inline(state, Transformation.COMPACT, OutputType.JSON);
      case ResultWriter.StateResult(Transformation transformation, OutputType type) ->
        inline(state, transformation, type);
      case ResultWriter.Export export -> export(export, state, () -> null);
    };
  }

  /**
   * Writes what there is of a Map run that failed, where a ResultWriter wants it.
   *
   * @throws MapRunFailure where it cannot be written
   */
  void ofFailed(MapRunState state, Pending pending) throws MapRunFailure, InterruptedException {
    if (job.mode().writer() instanceof ResultWriter.Export export) {
      Payload _ = export(export, state, pending);
    }
  }

  private Payload inline(MapRunState state, Transformation transformation, OutputType type)
      throws MapRunFailure {
    List<Payload> results = new ArrayList<>();
    long[] size = {0};
    children.forEach(state, child -> {
      if (child.status() == ChildStatus.SUCCEEDED && size[0] <= largest) {
        for (Payload result : transformed(child, transformation)) {
          results.add(result);
          size[0] += 1L + result.utf8Length();
        }
      }
    });
    if (size[0] > largest + 1L) {
      throw new MapRunFailure(new StatesError(StatesError.DATA_LIMIT_EXCEEDED,
          "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
              .formatted(job.map().name())));
    }
    return switch (type) {
      case JSON -> Payload.array(results);
      case JSONL -> Payload.of(
          results.stream().map(Payload::text).collect(Collectors.joining("\n")));
    };
  }

  static List<Payload> transformed(ChildRecord child, Transformation transformation) {
    Payload output = child.output();
    if (output == null) {
      return List.of(child.whole());
    }
    return switch (transformation) {
      case NONE -> List.of(child.whole());
      case COMPACT -> List.of(output);
      case FLATTEN -> output.tree() instanceof List<?> elements
          ? elements.stream().map(Payload::of).toList()
          : List.of(output);
    };
  }

  private Payload export(ResultWriter.Export export, MapRunState state, Pending pending)
      throws MapRunFailure, InterruptedException {
    String bucket = argument("Bucket")
        .orElseThrow(
            () -> new MapRunFailure(new StatesError("States.ResultWriterFailed",
                "The ResultWriter needs the argument Bucket.")));
    String prefix = argument("Prefix").map(text -> text.replaceAll("/+$", "") + "/").orElse("");
    var files = new ResultFiles(objects, bucket, prefix + job.key().id() + "/", export.type());
    try {
      children.forEach(state, child -> {
        if (child.status() == ChildStatus.SUCCEEDED) {
          transformed(child, export.transformation())
              .forEach(result -> files.add("SUCCEEDED", result));
        } else {
          files.add("FAILED", child.whole());
        }
      });
      for (Payload input = pending.next(); input != null; input = pending.next()) {
        files.add("PENDING", ChildRecord.pending(job, input));
      }
      String manifest = files.finish(job.arn());
      var details = new LinkedHashMap<String, Object>();
      details.put("Bucket", bucket);
      details.put("Key", manifest);
      var result = new LinkedHashMap<String, Object>();
      result.put("MapRunArn", job.arn());
      result.put("ResultWriterDetails", details);
      return Payload.of(result);
    } catch (ObjectStoreException e) {
      throw MapRunFailure.ofWriter(e);
    }
  }

  private Optional<String> argument(String name) {
    Payload arguments = job.plan().writerArguments();
    return arguments != null && arguments.tree() instanceof Map<?, ?> tree
        && tree.get(name) instanceof String text && !text.isEmpty()
            ? Optional.of(text)
            : Optional.empty();
  }
}
