package dev.pawl.worker.maprun;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.ChildStatus;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.db.execution.ExecutionRow;
import dev.pawl.db.execution.KeptItem;
import dev.pawl.worker.express.ExpressEnd;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a Map run keeps of a child that has ended.
 *
 * @param output null unless it succeeded
 * @param whole the record of the execution, as a ResultWriter writes it
 */
record ChildRecord(ChildStatus status, @Nullable Payload output, Payload whole) {

  static ChildRecord of(MapRunJob job, ExecutionRow row) {
    Payload output = row.output().map(Codec::unpackPayload).orElse(null);
    return new ChildRecord(ChildStatus.valueOf(row.status().name()), output,
        whole(job.childArn(row.name()), job.childMachineArn(), row.name(), row.status().name(),
            Codec.unpackPayload(row.input()), output, row.error(), row.cause(), row.startedAt(),
            row.stoppedAt(), row.redrives().count()));
  }

  static ChildRecord of(ExpressEnd end) {
    var execution = end.execution();
    StatesError error = end.result().error();
    return new ChildRecord(ChildStatus.valueOf(end.result().status().name()),
        end.result().output(),
        whole(execution.arn(), execution.stateMachineArn(), execution.name(),
            end.result().status().name(), execution.input(), end.result().output(),
            error == null ? null : error.name(), error == null ? null : error.cause(),
            execution.startedAt(), end.stoppedAt(), 0));
  }

  /** A child that was never started. */
  static Payload pending(MapRunJob job, Payload input) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("Input", input.text());
    tree.put("InputDetails", Map.of("Included", true));
    tree.put("StateMachineArn", job.childMachineArn());
    tree.put("Status", "PENDING");
    return Payload.of(tree);
  }

  /** What is kept of a child that has no row of its own. */
  KeptItem kept(int index) {
    return new KeptItem(0, index, status.code(), Codec.pack(whole));
  }

  static ChildRecord of(KeptItem kept) {
    Payload whole = Codec.unpackPayload(kept.output());
    Payload output = whole.tree() instanceof Map<?, ?> tree
        && tree.get("Output") instanceof String text ? Payload.ofText(text) : null;
    return new ChildRecord(ChildStatus.of(kept.status()), output, whole);
  }

  private static Payload whole(String arn, String machineArn, String name, String status,
      Payload input, @Nullable Payload output, @Nullable String error, @Nullable String cause,
      Instant startedAt, @Nullable Instant stoppedAt, int redrives) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    if (cause != null) {
      tree.put("Cause", cause);
    }
    if (error != null) {
      tree.put("Error", error);
    }
    tree.put("ExecutionArn", arn);
    tree.put("Input", input.text());
    tree.put("InputDetails", Map.of("Included", true));
    tree.put("Name", name);
    if (output != null) {
      tree.put("Output", output.text());
      tree.put("OutputDetails", Map.of("Included", true));
    }
    tree.put("RedriveCount", redrives);
    boolean isHappy = status.equals("SUCCEEDED");
    tree.put("RedriveStatus", isHappy ? "NOT_REDRIVABLE" : "REDRIVABLE");
    if (isHappy) {
      tree.put("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
    }
    tree.put("StartDate", startedAt.toString());
    tree.put("StateMachineArn", machineArn);
    tree.put("Status", status);
    if (stoppedAt != null) {
      tree.put("StopDate", stoppedAt.toString());
    }
    return Payload.of(tree);
  }
}
