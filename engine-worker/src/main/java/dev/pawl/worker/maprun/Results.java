package dev.pawl.worker.maprun;

import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.asl.ResultWriter.OutputType;
import dev.pawl.core.asl.ResultWriter.Transformation;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.db.store.Store;
import dev.pawl.tasks.ObjectStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gathers what the children of a Map run gave, in the order of their items. */
final class Results {
  private static final int BLOCK = 500;

  private final MapRunJob job;
  private final Store store;
  private final ObjectStore objects;
  private final int largest;

  /** @param largest the most bytes of a state's result */
  Results(MapRunJob job, Store store, ObjectStore objects, int largest) {
    this.job = job;
    this.store = store;
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
   * @param children how many were started
   * @throws MapRunFailure where it is too large, or cannot be written
   */
  Payload of(int children) throws MapRunFailure, InterruptedException {
    return switch (job.mode().writer()) {
      case ResultWriter.Outputs _ ->
        inline(children, Transformation.COMPACT, OutputType.JSON);
      case ResultWriter.StateResult(Transformation transformation, OutputType type) ->
        inline(children, transformation, type);
      case ResultWriter.Export export -> export(export, children, () -> null);
    };
  }

  /**
   * Writes what there is of a Map run that failed, where a ResultWriter wants it.
   *
   * @throws MapRunFailure where it cannot be written
   */
  void ofFailed(int children, Pending pending) throws MapRunFailure, InterruptedException {
    if (job.mode().writer() instanceof ResultWriter.Export export) {
      Payload _ = export(export, children, pending);
    }
  }

  private Payload inline(int children, Transformation transformation, OutputType type)
      throws MapRunFailure {
    List<Payload> results = new ArrayList<>();
    long[] size = {0};
    forEach(children, child -> {
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

  private Payload export(ResultWriter.Export export, int children, Pending pending)
      throws MapRunFailure, InterruptedException {
    String bucket = argument("Bucket")
        .orElseThrow(
            () -> new MapRunFailure(new StatesError("States.ResultWriterFailed",
                "The ResultWriter needs the argument Bucket.")));
    String prefix = argument("Prefix").map(text -> text.replaceAll("/+$", "") + "/").orElse("");
    var files = new ResultFiles(objects, bucket, prefix + job.key().id() + "/", export.type());
    try {
      forEach(children, child -> {
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
    } catch (dev.pawl.tasks.ObjectStoreException e) {
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

  private void forEach(int children, Consumer<ChildRecord> consumer) {
    if (job.isExpress()) {
      int from = 0;
      List<KeptItem> page;
      do {
        page = store.keptResults(job.key(), from, BLOCK);
        for (KeptItem kept : page) {
          consumer.accept(ChildRecord.of(kept));
          from = kept.idx() + 1;
        }
      } while (page.size() == BLOCK);
      return;
    }
    for (int first = 0; first < children; first += BLOCK) {
      List<ExecutionKey> keys = IntStream.range(first, Math.min(children, first + BLOCK))
          .mapToObj(job::child)
          .toList();
      Map<ExecutionKey, ExecutionRow> rows = new HashMap<>();
      store.executions(keys).forEach(row -> rows.put(row.key(), row));
      for (ExecutionKey key : keys) {
        consumer.accept(ChildRecord.of(job, Objects.requireNonNull(rows.get(key),
            () -> "child " + key.id() + " of " + job.arn() + " has no row")));
      }
    }
  }
}
