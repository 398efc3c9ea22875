package dev.pawl.core.codec;

import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.maprun.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The message with which an execution asks for a Map run. A Map run's row keeps it as long as the row is there.
 *
 * @param shard where the execution is
 * @param execution the execution's id
 * @param executionArn the execution's ARN
 * @param stateMachine the state machine whose definition has the Map state
 * @param revision which definition
 * @param state the Map state's name
 * @param label the Map run's label
 */
public record StoredMapRunStart(int shard, UUID execution, String executionArn, UUID stateMachine,
    int revision, String state, String label, MapPlan plan) {

  /** Where the Map run begins. */
  public MapRunState beginning() {
    Payload items = plan.items();
    return items == null
        ? MapRunState.BEGINNING
        : MapRunState.BEGINNING.of(switch (items.tree()) {
          case List<?> list -> list.size();
          case Map<?, ?> object -> object.size();
          case null, default -> 0;
        });
  }

  /** What {@link #read} reads again. */
  public byte[] toBytes() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("shard", shard);
    tree.put("execution", execution.toString());
    tree.put("arn", executionArn);
    tree.put("machine", stateMachine.toString());
    tree.put("revision", revision);
    tree.put("state", state);
    tree.put("label", label);
    tree.put("items", text(plan.items()));
    tree.put("reader", text(plan.readerArguments()));
    tree.put("maxItems", plan.maxItems());
    Selection selection = plan.selection();
    if (selection != null) {
      tree.put("input", selection.input().text());
      tree.put("context", selection.context().text());
      var variables = new LinkedHashMap<String, String>();
      selection.variables().forEach((name, value) -> variables.put(name, value.text()));
      tree.put("variables", variables);
      tree.put("entered", selection.enteredEvent());
    }
    tree.put("batchInput", text(plan.batchInput()));
    tree.put("batchItems", plan.batchItems());
    tree.put("batchBytes", plan.batchBytes());
    tree.put("writer", text(plan.writerArguments()));
    tree.put("concurrency", plan.parameters().maxConcurrency());
    tree.put("count", plan.parameters().toleratedCount());
    tree.put("percentage", plan.parameters().toleratedPercentage());
    return Codec.pack(Payload.of(tree));
  }

  /** Reads what {@link #toBytes} gave. */
  public static StoredMapRunStart read(byte[] stored) {
    if (!(Codec.unpackPayload(stored).tree() instanceof Map<?, ?> tree)) {
      throw new UnreadableBytesException("the plan of a Map run");
    }
    Payload input = payload(tree.get("input"));
    Payload context = payload(tree.get("context"));
    Selection selection = input == null || context == null
        ? null
        : new Selection(input, context, variables(tree.get("variables")),
            number(tree, "entered").longValue());
    return new StoredMapRunStart(number(tree, "shard").intValue(), id(tree, "execution"),
        String.valueOf(tree.get("arn")), id(tree, "machine"), number(tree, "revision").intValue(),
        String.valueOf(tree.get("state")), String.valueOf(tree.get("label")),
        new MapPlan(payload(tree.get("items")), payload(tree.get("reader")),
            number(tree, "maxItems").longValue(), selection, payload(tree.get("batchInput")),
            number(tree, "batchItems").longValue(), number(tree, "batchBytes").longValue(),
            payload(tree.get("writer")),
            new MapRunParameters(number(tree, "concurrency").intValue(),
                number(tree, "count").longValue(), number(tree, "percentage").doubleValue())));
  }

  private static @Nullable String text(@Nullable Payload value) {
    return value == null ? null : value.text();
  }

  private static @Nullable Payload payload(@Nullable Object text) {
    return text instanceof String json ? Payload.ofText(json) : null;
  }

  private static Map<String, Payload> variables(@Nullable Object stored) {
    var variables = new LinkedHashMap<String, Payload>();
    if (stored instanceof Map<?, ?> texts) {
      texts.forEach((name, text) -> variables.put(String.valueOf(name),
          Payload.ofText(String.valueOf(text))));
    }
    return variables;
  }

  private static UUID id(Map<?, ?> tree, String name) {
    return UUID.fromString(String.valueOf(tree.get(name)));
  }

  private static Number number(Map<?, ?> tree, String name) {
    if (tree.get(name) instanceof Number number) {
      return number;
    }
    throw new UnreadableBytesException("the plan of a Map run");
  }
}
