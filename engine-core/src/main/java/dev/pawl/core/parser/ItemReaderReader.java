package dev.pawl.core.parser;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.asl.ItemFormat.Delimiter;
import dev.pawl.core.asl.ItemFormat.Headers;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.ReaderConfig;
import dev.pawl.core.asl.ReaderConfig.Manifest;
import dev.pawl.core.expression.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a Distributed Map's {@code ItemReader}: which fields go with which others is most of it. */
final class ItemReaderReader {
  private static final long MOST_ITEMS = 100_000_000;
  private static final String GET_OBJECT = "s3:getObject";
  private static final String LIST_OBJECTS = "s3:listObjectsV2";
  private static final String INPUT_TYPE = "InputType";
  private static final String MANIFEST_TYPE = "ManifestType";
  private static final String HEADER_LOCATION = "CSVHeaderLocation";
  private static final String HEADERS = "CSVHeaders";
  private static final String DELIMITER = "CSVDelimiter";
  private static final String POINTER = "ItemsPointer";
  private static final String CSV = "CSV";
  private static final String JSON = "JSON";
  private static final String JSONL = "JSONL";
  private static final String PARQUET = "PARQUET";
  private static final LanguageFields READER_FIELDS = new LanguageFields(
      Set.of("Resource", "ReaderConfig"), Set.of("Parameters"), Set.of("Arguments"));
  private static final LanguageFields CONFIG_FIELDS = new LanguageFields(
      Set.of(INPUT_TYPE, "Transformation", MANIFEST_TYPE, HEADER_LOCATION, HEADERS, DELIMITER,
          POINTER, "MaxItems"),
      Set.of("MaxItemsPath"), Set.of());

  private ItemReaderReader() {}

  static ItemReader read(StateSource state) {
    return state.fields().object("ItemReader")
        .map(reader -> reader(state, reader))
        .orElseGet(ItemReader.StateData::new);
  }

  private static ItemReader reader(StateSource state, Element reader) {
    READER_FIELDS.check(reader, state.language());
    reader.require(List.of("Resource"));
    Optional<String> resource = DistributedMapReader.resource(reader,
        Set.of(GET_OBJECT, LIST_OBJECTS));
    Optional<Expression> arguments = DistributedMapReader.arguments(state, reader);
    ReaderConfig config = reader.object("ReaderConfig")
        .map(element -> config(state, element))
        .orElse(ReaderConfig.NONE);
    if (config.format() instanceof ItemFormat.Parquet) {
      refuseVersion(state, reader);
    }
    String arn = resource.orElse("");
    return DistributedMapReader.call(arn).equals(LIST_OBJECTS)
        ? new ItemReader.ObjectList(arn, arguments, config)
        : new ItemReader.ObjectContent(arn, arguments, config);
  }

  /** A Parquet file is read in parts, in requests that do not take a version. */
  private static void refuseVersion(StateSource state, Element reader) {
    String field = state.jsonata() ? "Arguments" : "Parameters";
    if (reader.value(field) instanceof Map<?, ?> arguments
        && (arguments.containsKey("VersionId") || arguments.containsKey("VersionId.$"))) {
      reader.schema("Field 'VersionId' is not supported for InputType 'PARQUET'", field);
    }
  }

  private static ReaderConfig config(StateSource state, Element config) {
    CONFIG_FIELDS.check(config, state.language());
    Optional<String> input = config.word(INPUT_TYPE,
        List.of(CSV, JSON, JSONL, PARQUET, "MANIFEST"));
    boolean flattens = config.word("Transformation", List.of("NONE", "LOAD_AND_FLATTEN"))
        .filter("LOAD_AND_FLATTEN"::equals)
        .isPresent();
    if (flattens) {
      config.require(List.of(INPUT_TYPE));
    }
    Manifest manifest = manifest(config, input);
    ItemFormat format = format(config, manifest, input.orElse(""));
    refuseForeign(config, format);
    IntegerField maxItems = state.expressions()
        .integerOrPath(config, "MaxItems", 1, MOST_ITEMS, state.jsonata());
    return new ReaderConfig(format, manifest, flattens, maxItems);
  }

  private static Manifest manifest(Element config, Optional<String> input) {
    Optional<Manifest> stated = config.word(MANIFEST_TYPE, List.of("ATHENA_DATA", "S3_INVENTORY"))
        .map(Manifest::valueOf);
    if (stated.isEmpty()) {
      return input.filter("MANIFEST"::equals).isPresent() ? Manifest.S3_INVENTORY : Manifest.NONE;
    }
    switch (stated.get()) {
      case ATHENA_DATA -> {
        config.require(List.of(INPUT_TYPE));
        if (input.isPresent() && !Set.of(CSV, JSONL, PARQUET).contains(input.get())) {
          config.schema("The field '" + INPUT_TYPE + "' should have one of these values: ["
              + String.join(", ", CSV, JSONL, PARQUET) + "]", INPUT_TYPE);
        }
      }
      case S3_INVENTORY -> {
        // MANIFEST says the same.
        if (input.isPresent() && !input.get().equals("MANIFEST")) {
          config.atMostOne(List.of(INPUT_TYPE, MANIFEST_TYPE));
        }
      }
      case NONE -> {
      }
    }
    return stated.get();
  }

  private static ItemFormat format(Element config, Manifest manifest, String input) {
    if (manifest == Manifest.S3_INVENTORY) {
      return csv(config);
    }
    return switch (input) {
      case CSV -> csv(config);
      case JSON -> new ItemFormat.Json(pointer(config));
      case JSONL -> new ItemFormat.JsonLines();
      case PARQUET -> new ItemFormat.Parquet();
      default -> new ItemFormat.Unstated();
    };
  }

  private static ItemFormat.Csv csv(Element config) {
    Delimiter delimiter = config
        .word(DELIMITER, DistributedMapReader.names(Delimiter.values()))
        .map(Delimiter::valueOf)
        .orElse(Delimiter.COMMA);
    boolean given = config.word(HEADER_LOCATION, List.of("FIRST_ROW", "GIVEN"))
        .filter("GIVEN"::equals)
        .isPresent();
    if (!given) {
      if (config.has(HEADERS)) {
        config.schema("Field '" + HEADERS + "' is only supported for " + HEADER_LOCATION
            + " 'GIVEN'", HEADERS);
      }
      return new ItemFormat.Csv(new Headers.FirstRow(), delimiter);
    }
    config.require(List.of(HEADERS));
    config.refuseEmpty(HEADERS);
    return new ItemFormat.Csv(new Headers.Given(config.texts(HEADERS)), delimiter);
  }

  /** RFC 6901: empty, or each step after a slash; a tilde only as {@code ~0} or {@code ~1}. */
  private static Optional<String> pointer(Element config) {
    Optional<String> pointer = config.text(POINTER);
    pointer.filter(text -> !text.matches("(?s)(/([^~]|~[01])*)?"))
        .ifPresent(_ -> config.schema("Value is not a valid JSON pointer", POINTER));
    return pointer;
  }

  /** Reports the fields of a format other than the one that is read. */
  private static void refuseForeign(Element config, ItemFormat format) {
    if (!(format instanceof ItemFormat.Csv)) {
      for (String field : List.of(HEADER_LOCATION, HEADERS, DELIMITER)) {
        refuse(config, field, CSV);
      }
    }
    if (!(format instanceof ItemFormat.Json)) {
      refuse(config, POINTER, JSON);
    }
  }

  private static void refuse(Element config, String field, String format) {
    if (config.has(field)) {
      config.schema("Field '" + field + "' is only supported for " + INPUT_TYPE + " '" + format
          + "'", field);
    }
  }
}
