package dev.pawl.core.parser;

import dev.pawl.core.asl.MapMode;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the fields that a Map state has for its Distributed mode (reference: asl, section 7). */
final class DistributedMapReader {
  private static final long MOST_ITEMS = 100_000_000;
  private static final long MOST_BATCH_BYTES = 262_144;
  private static final List<String> DISTRIBUTED_ONLY = List.of("ItemReader", "ItemBatcher",
      "ResultWriter", "Label");
  private static final List<String> BATCH_LIMITS = List.of("MaxItemsPerBatch",
      "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath");

  private DistributedMapReader() {}

  static void check(StateSource state, MapMode mode, MachineNames names) {
    Element fields = state.fields();
    if (mode instanceof MapMode.Inline) {
      for (String field : DISTRIBUTED_ONLY) {
        if (fields.has(field)) {
          fields.schema("Field '" + field + "' is only supported for Distributed Map", field);
        }
      }
    }
    names.label(fields);
    tolerance(state);
    fields.object("ItemReader").ifPresent(reader -> itemReader(state, reader));
    fields.object("ItemBatcher").ifPresent(batcher -> itemBatcher(state, batcher));
    fields.object("ResultWriter").ifPresent(writer -> resultWriter(state, writer));
  }

  private static void tolerance(StateSource state) {
    Element fields = state.fields();
    ExpressionReader expressions = state.expressions();
    expressions.integerOrPath(fields, "ToleratedFailureCount", 0, MOST_ITEMS, state.jsonata());
    String percentage = "ToleratedFailurePercentage";
    fields.atMostOne(List.of(percentage, percentage + "Path"));
    if (state.jsonata() && expressions.isExpression(fields, percentage)) {
      expressions.jsonata(fields, percentage, Reach.INPUT_CONTEXT);
    } else {
      fields.number(percentage, 0, 100);
    }
    if (!state.jsonata()) {
      expressions.referencePath(fields, percentage + "Path");
    }
  }

  private static void itemReader(StateSource state, Element reader) {
    reader.allow(Set.of("Resource", arguments(state), "ReaderConfig"));
    reader.require(List.of("Resource"));
    resource(reader, Set.of("s3:getObject", "s3:listObjectsV2"));
    value(state, reader, arguments(state));
    reader.object("ReaderConfig").ifPresent(config -> readerConfig(state, config));
  }

  private static void readerConfig(StateSource state, Element config) {
    config.allow(Set.of("InputType", "Transformation", "ManifestType", "CSVHeaderLocation",
        "CSVHeaders", "CSVDelimiter", "ItemsPointer", "MaxItems", "MaxItemsPath"));
    Optional<String> inputType = config.word("InputType",
        List.of("CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"));
    Optional<String> transformation = config.word("Transformation",
        List.of("NONE", "LOAD_AND_FLATTEN"));
    if (transformation.filter("LOAD_AND_FLATTEN"::equals).isPresent() && inputType.isEmpty()) {
      config.require(List.of("InputType"));
    }
    config.word("ManifestType", List.of("ATHENA_DATA", "S3_INVENTORY"));
    Optional<String> headers = config.word("CSVHeaderLocation", List.of("FIRST_ROW", "GIVEN"));
    if (headers.filter("GIVEN"::equals).isPresent()) {
      config.require(List.of("CSVHeaders"));
    }
    config.texts("CSVHeaders");
    config.word("CSVDelimiter", List.of("COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"));
    config.text("ItemsPointer");
    state.expressions().integerOrPath(config, "MaxItems", 1, MOST_ITEMS, state.jsonata());
  }

  private static void itemBatcher(StateSource state, Element batcher) {
    batcher.allow(state.jsonata()
        ? Set.of("BatchInput", "MaxItemsPerBatch", "MaxInputBytesPerBatch")
        : Set.of("BatchInput", "MaxItemsPerBatch", "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"));
    if (BATCH_LIMITS.stream().noneMatch(batcher::has)) {
      batcher.diagnostics().schema("At least one of these fields is required: "
          + "[MaxItemsPerBatch, MaxInputBytesPerBatch]", batcher.location());
    }
    value(state, batcher, "BatchInput");
    ExpressionReader expressions = state.expressions();
    expressions.integerOrPath(batcher, "MaxItemsPerBatch", 1, MOST_ITEMS, state.jsonata());
    expressions.integerOrPath(batcher, "MaxInputBytesPerBatch", 1, MOST_BATCH_BYTES,
        state.jsonata());
  }

  private static void resultWriter(StateSource state, Element writer) {
    writer.allow(Set.of("Resource", arguments(state), "WriterConfig"));
    if (writer.names().isEmpty()) {
      writer.diagnostics().schema("Value cannot be empty", writer.location());
    }
    resource(writer, Set.of("s3:putObject"));
    value(state, writer, arguments(state));
    writer.object("WriterConfig").ifPresent(config -> {
      config.allow(Set.of("Transformation", "OutputType"));
      config.word("Transformation", List.of("NONE", "COMPACT", "FLATTEN"));
      config.word("OutputType", List.of("JSON", "JSONL"));
    });
  }

  private static String arguments(StateSource state) {
    return state.jsonata() ? "Arguments" : "Parameters";
  }

  private static void value(StateSource state, Element element, String field) {
    if (state.jsonata()) {
      state.expressions().jsonata(element, field, Reach.INPUT_CONTEXT);
    } else {
      state.expressions().template(element, field);
    }
  }

  private static void resource(Element element, Set<String> calls) {
    element.text("Resource").ifPresent(arn -> {
      String[] parts = arn.split(":", 6);
      if (parts.length < 6 || !parts[0].equals("arn") || !parts[2].equals("states")
          || !calls.contains(parts[5])) {
        element.schema("The resource provided " + arn + " is not recognized. The value is not a"
            + " valid resource ARN, or the resource is not available in this region.",
            "Resource");
      }
    });
  }
}
