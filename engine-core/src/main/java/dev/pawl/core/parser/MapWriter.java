package dev.pawl.core.parser;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.PercentageField;
import dev.pawl.core.asl.ReaderConfig;
import dev.pawl.core.asl.ResultWriter;
import dev.pawl.core.expression.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints the fields that only a Map state has. */
final class MapWriter {
  /** What a call gets is named by the query language. */
  private final String arguments;

  private MapWriter(String arguments) {
    this.arguments = arguments;
  }

  /**
   * Adds the fields.
   *
   * @param processor the printed item processor, as yet without its ProcessorConfig
   */
  static void fields(MapState map, Map<String, @Nullable Object> processor, StateFields into) {
    boolean jsonata = map.flow() instanceof DataFlow.JsonataFlow;
    into.put(jsonata ? "Items" : "ItemsPath", map.items());
    into.put("ItemSelector", map.itemSelector());
    into.put("MaxConcurrency", map.maxConcurrency());
    into.put("ToleratedFailureCount", map.tolerance().count());
    percentage(map.tolerance().percentage(), into);
    if (map.mode() instanceof MapMode.Distributed distributed) {
      new MapWriter(jsonata ? "Arguments" : "Parameters")
          .distributed(distributed, processor, into);
    } else {
      into.put("ItemProcessor", processor);
    }
  }

  private static void percentage(PercentageField field, StateFields into) {
    switch (field) {
      case PercentageField.Absent _ -> {
      }
      case PercentageField.Literal(double value) ->
        into.put("ToleratedFailurePercentage", value);
      case PercentageField.Computed(String own, Expression expression) ->
        into.put(own, Optional.of(expression));
    }
  }

  private void distributed(MapMode.Distributed mode, Map<String, @Nullable Object> processor,
      StateFields into) {
    Map<String, @Nullable Object> complete = new LinkedHashMap<>();
    complete.put("ProcessorConfig",
        Map.of("Mode", "DISTRIBUTED", "ExecutionType", mode.childType().name()));
    complete.putAll(processor);
    into.put("ItemProcessor", complete);
    switch (mode.reader()) {
      case ItemReader.StateData _ -> {
      }
      case ItemReader.ObjectContent(String resource, var sent, var config) ->
        into.put("ItemReader", reader(resource, sent, config));
      case ItemReader.ObjectList(String resource, var sent, var config) ->
        into.put("ItemReader", reader(resource, sent, config));
    }
    switch (mode.batching()) {
      case ItemBatching.Single _ -> {
      }
      case ItemBatching.Batches batches -> into.put("ItemBatcher", batcher(batches));
    }
    switch (mode.writer()) {
      case ResultWriter.Outputs _ -> {
      }
      case ResultWriter.StateResult(var transformation, var type) ->
        into.put("ResultWriter", Map.of("WriterConfig", writerConfig(transformation, type)));
      case ResultWriter.Export export -> into.put("ResultWriter", export(export));
    }
    mode.label().ifPresent(label -> into.put("Label", label));
  }

  private Map<String, @Nullable Object> reader(String resource, Optional<Expression> sent,
      ReaderConfig config) {
    StateFields fields = new StateFields();
    fields.put("Resource", resource);
    fields.put(arguments, sent);
    if (!config.equals(ReaderConfig.NONE)) {
      fields.put("ReaderConfig", readerConfig(config));
    }
    return fields.tree();
  }

  private static Map<String, @Nullable Object> readerConfig(ReaderConfig config) {
    StateFields fields = new StateFields();
    boolean inventory = config.manifest() == ReaderConfig.Manifest.S3_INVENTORY;
    String inputType = switch (config.format()) {
      case ItemFormat.Unstated _ -> "";
      case ItemFormat.Csv _ -> inventory ? "MANIFEST" : "CSV";
      case ItemFormat.Json _ -> "JSON";
      case ItemFormat.JsonLines _ -> "JSONL";
      case ItemFormat.Parquet _ -> "PARQUET";
    };
    if (!inputType.isEmpty()) {
      fields.put("InputType", inputType);
    }
    if (config.manifest() == ReaderConfig.Manifest.ATHENA_DATA) {
      fields.put("ManifestType", "ATHENA_DATA");
    }
    if (config.flattens()) {
      fields.put("Transformation", "LOAD_AND_FLATTEN");
    }
    switch (config.format()) {
      case ItemFormat.Csv(var headers, var delimiter) -> {
        if (headers instanceof ItemFormat.Headers.Given(List<String> names)) {
          fields.put("CSVHeaderLocation", "GIVEN");
          fields.put("CSVHeaders", names);
        } else {
          fields.put("CSVHeaderLocation", "FIRST_ROW");
        }
        if (delimiter != ItemFormat.Delimiter.COMMA) {
          fields.put("CSVDelimiter", delimiter.name());
        }
      }
      case ItemFormat.Json(var pointer) ->
        pointer.ifPresent(text -> fields.put("ItemsPointer", text));
      case ItemFormat.Unstated _,ItemFormat.JsonLines _,ItemFormat.Parquet _ -> {
      }
    }
    fields.put("MaxItems", config.maxItems());
    return fields.tree();
  }

  private static Map<String, @Nullable Object> batcher(ItemBatching.Batches batches) {
    StateFields fields = new StateFields();
    fields.put("BatchInput", batches.batchInput());
    fields.put("MaxItemsPerBatch", batches.maxItems());
    fields.put("MaxInputBytesPerBatch", batches.maxInputBytes());
    return fields.tree();
  }

  private Map<String, @Nullable Object> export(ResultWriter.Export export) {
    StateFields fields = new StateFields();
    fields.put("Resource", export.resource());
    fields.put(arguments, export.arguments());
    fields.put("WriterConfig", writerConfig(export.transformation(), export.type()));
    return fields.tree();
  }

  private static Map<String, Object> writerConfig(ResultWriter.Transformation transformation,
      ResultWriter.OutputType type) {
    return Map.of("Transformation", transformation.name(), "OutputType", type.name());
  }
}
