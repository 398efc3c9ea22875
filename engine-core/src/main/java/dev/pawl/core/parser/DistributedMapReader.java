package dev.pawl.core.parser;

import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.asl.ResultWriter.OutputType;
import dev.pawl.core.asl.ResultWriter.Transformation;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the fields that a Map state has for its Distributed mode (reference: asl, section 7). */
final class DistributedMapReader {
  private static final long MOST_ITEMS = 100_000_000;
  private static final long MOST_BATCH_BYTES = 262_144;
  private static final String RESOURCE = "Resource";
  private static final String WRITER_CONFIG = "WriterConfig";
  private static final String BATCH_INPUT = "BatchInput";
  private static final String MAX_ITEMS = "MaxItemsPerBatch";
  private static final String MAX_BYTES = "MaxInputBytesPerBatch";
  private static final List<String> DISTRIBUTED_ONLY = List.of("ItemReader", "ItemBatcher",
      "ResultWriter", "Label");
  private static final LanguageFields BATCHER_FIELDS = new LanguageFields(
      Set.of(BATCH_INPUT, MAX_ITEMS, MAX_BYTES), Set.of(MAX_ITEMS + "Path", MAX_BYTES + "Path"),
      Set.of());
  private static final LanguageFields WRITER_FIELDS = new LanguageFields(
      Set.of(RESOURCE, WRITER_CONFIG), Set.of("Parameters"), Set.of("Arguments"));

  /** A {@code WriterConfig}, as far as it says something. */
  private record WriterConfig(Optional<Transformation> transformation, Optional<OutputType> type) {}

  private DistributedMapReader() {}

  /** Reports the fields that an inline Map cannot have. */
  static void refuseInline(Element fields) {
    for (String field : DISTRIBUTED_ONLY) {
      if (fields.has(field)) {
        fields.schema("Field '" + field + "' is only supported for Distributed Map", field);
      }
    }
  }

  static MapMode.Distributed read(StateSource state, MachineType childType, MachineNames names) {
    Element fields = state.fields();
    return new MapMode.Distributed(childType, ItemReaderReader.read(state),
        fields.object("ItemBatcher")
            .<ItemBatching>map(batcher -> itemBatcher(state, batcher))
            .orElseGet(ItemBatching.Single::new),
        fields.object("ResultWriter")
            .map(writer -> resultWriter(state, writer))
            .orElseGet(ResultWriter.Outputs::new),
        names.label(fields));
  }

  private static ItemBatching.Batches itemBatcher(StateSource state, Element batcher) {
    BATCHER_FIELDS.check(batcher, state.language());
    if (List.of(MAX_ITEMS, MAX_ITEMS + "Path", MAX_BYTES, MAX_BYTES + "Path")
        .stream()
        .noneMatch(batcher::has)) {
      batcher.diagnostics().schema("At least one of these fields is required: ["
          + MAX_ITEMS + ", " + MAX_BYTES + "]", batcher.location());
    }
    ExpressionReader expressions = state.expressions();
    return new ItemBatching.Batches(
        batchInput(state, batcher),
        expressions.integerOrPath(batcher, MAX_ITEMS, 1, MOST_ITEMS, state.jsonata()),
        expressions.integerOrPath(batcher, MAX_BYTES, 1, MOST_BATCH_BYTES, state.jsonata()));
  }

  private static Optional<Expression> batchInput(StateSource state, Element batcher) {
    if (!state.jsonata()) {
      TemplateWarnings.check(batcher, BATCH_INPUT);
      return state.expressions().template(batcher, BATCH_INPUT);
    }
    return state.expressions().objectOrExpression(batcher, BATCH_INPUT)
        ? state.expressions().jsonata(batcher, BATCH_INPUT, Reach.INPUT_CONTEXT)
        : Optional.empty();
  }

  private static ResultWriter resultWriter(StateSource state, Element writer) {
    WRITER_FIELDS.check(writer, state.language());
    if (writer.names().isEmpty()) {
      writer.diagnostics().schema("Value cannot be empty", writer.location());
    }
    Optional<String> resource = resource(writer, Set.of("s3:putObject"));
    Optional<Expression> arguments = arguments(state, writer);
    if (arguments.isPresent() && !writer.has(RESOURCE)) {
      writer.require(List.of(RESOURCE));
    }
    WriterConfig config = writer.object(WRITER_CONFIG)
        .map(DistributedMapReader::writerConfig)
        .orElseGet(() -> new WriterConfig(Optional.empty(), Optional.empty()));
    OutputType type = config.type().orElse(OutputType.JSON);
    return resource
        .<ResultWriter>map(arn -> new ResultWriter.Export(arn, arguments,
            config.transformation().orElse(Transformation.NONE), type))
        .orElseGet(() -> new ResultWriter.StateResult(
            config.transformation().orElse(Transformation.COMPACT), type));
  }

  private static WriterConfig writerConfig(Element config) {
    config.allow(Set.of("Transformation", "OutputType"));
    return new WriterConfig(
        config.word("Transformation", names(Transformation.values())).map(Transformation::valueOf),
        config.word("OutputType", names(OutputType.values())).map(OutputType::valueOf));
  }

  /** What a call gets: {@code Parameters}, or {@code Arguments} in a JSONata state. */
  static Optional<Expression> arguments(StateSource state, Element element) {
    if (state.jsonata()) {
      return state.expressions().jsonata(element, "Arguments", Reach.INPUT_CONTEXT);
    }
    TemplateWarnings.check(element, "Parameters");
    return state.expressions().template(element, "Parameters");
  }

  /** An object's {@code Resource}; one that is none of the calls is reported. */
  static Optional<String> resource(Element element, Set<String> calls) {
    Optional<String> resource = element.text(RESOURCE);
    resource.filter(arn -> !calls.contains(call(arn)))
        .ifPresent(arn -> element.schema(ResourceReader.notRecognized(arn), RESOURCE));
    return resource;
  }

  /** The call of an ARN, e.g. {@code s3:getObject}; empty where the ARN is none of Step Functions' own. */
  static String call(String arn) {
    String[] parts = arn.split(":", 6);
    return parts.length == 6 && parts[0].equals("arn") && parts[2].equals("states")
        ? parts[5]
        : "";
  }

  static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
