package dev.pawl.core.parser;

import static dev.pawl.core.parser.Parsed.errors;
import static dev.pawl.core.parser.Parsed.errorsOf;
import static dev.pawl.core.parser.Parsed.machineOf;
import static dev.pawl.core.parser.Parsed.state;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.asl.DataFlow;
import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.PercentageField;
import dev.pawl.core.asl.ReaderConfig;
import dev.pawl.core.asl.ResultWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapReaderTest {
  private static final String SCHEMA = "SCHEMA_VALIDATION_FAILED: ";
  private static final String GRAPH = "'StartAt': 'I', 'States': {'I': {'Type': 'Succeed'}}";
  private static final String INLINE = "'Type': 'Map', 'End': true, 'ItemProcessor': {" + GRAPH
      + "}";
  private static final String DISTRIBUTED = "'Type': 'Map', 'End': true, 'ItemProcessor': {"
      + "'ProcessorConfig': {'Mode': 'DISTRIBUTED', 'ExecutionType': 'EXPRESS'}, " + GRAPH + "}";

  @Test
  void anInlineMapHasItsFields() {
    var map = state(MapState.class, "{" + INLINE + ", 'ItemsPath': '$.items',"
        + " 'ItemSelector': {'v.$': '$$.Map.Item.Value'}, 'MaxConcurrency': 3}");

    assertThat(map.mode()).isEqualTo(new MapMode.Inline());
    assertThat(map.items()).isPresent();
    assertThat(map.itemSelector()).isPresent();
    assertThat(map.maxConcurrency()).isEqualTo(new IntegerField.Literal(3));
    assertThat(map.processor().states()).containsOnlyKeys("I");
  }

  @Test
  void theDeprecatedNamesMeanTheSame() {
    var map = state(MapState.class, "{'Type': 'Map', 'End': true, 'Iterator': {" + GRAPH + "},"
        + " 'Parameters': {'v.$': '$$.Map.Item.Value'}}");

    assertThat(map.processor().startAt()).isEqualTo("I");
    assertThat(map.itemSelector()).isPresent();
    assertThat(((DataFlow.PathFlow) map.flow()).parameters()).isEmpty();
  }

  @Test
  void aJsonataMapHasItems() {
    var map = state(MapState.class, "{" + INLINE + ", 'QueryLanguage': 'JSONata',"
        + " 'Items': '{% $states.input.items %}', 'MaxConcurrency': '{% 2 %}'}");

    assertThat(map.items()).isPresent();
    assertThat(map.maxConcurrency()).isInstanceOf(IntegerField.Computed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'Parameters': {'Bucket.$': '$.b', 'Key': 'k'},"
          + " 'ReaderConfig': {'InputType': 'CSV', 'CSVHeaderLocation': 'GIVEN', 'CSVHeaders': ['a'], 'MaxItemsPath': '$.m'}}",
      "'ItemBatcher': {'BatchInput': {'a.$': '$.a'}, 'MaxItemsPerBatch': 10, 'MaxInputBytesPerBatchPath': '$.b'}",
      "'ResultWriter': {'Resource': 'arn:aws:states:::s3:putObject', 'Parameters': {'Bucket': 'b'},"
          + " 'WriterConfig': {'Transformation': 'COMPACT', 'OutputType': 'JSONL'}}",
      "'Label': 'Label-1', 'ToleratedFailurePercentage': 12.5, 'ToleratedFailureCountPath': '$.c'"})
  void aDistributedMapHasItsFields(String fields) {
    var map = state(MapState.class, "{" + DISTRIBUTED + ", " + fields + "}");

    assertThat(((MapMode.Distributed) map.mode()).childType()).isEqualTo(MachineType.EXPRESS);
  }

  @Test
  void aDistributedMapWithoutFieldsReadsTheStateAndGivesOutputs() {
    assertThat(distributed("'Comment': 'c'")).isEqualTo(new MapMode.Distributed(
        MachineType.EXPRESS, new ItemReader.StateData(), new ItemBatching.Single(),
        new ResultWriter.Outputs(), Optional.empty()));
  }

  @Test
  void aReaderOfACsvSaysHowItIsCut() {
    var reader = (ItemReader.ObjectContent) distributed("'ItemReader': {'Resource':"
        + " 'arn:aws:states:::s3:getObject', 'Parameters': {'Bucket': 'b', 'Key.$': '$.k'},"
        + " 'ReaderConfig': {'InputType': 'CSV', 'CSVHeaderLocation': 'GIVEN',"
        + " 'CSVHeaders': ['a', 'b'], 'CSVDelimiter': 'TAB', 'MaxItems': 7}}").reader();

    assertThat(reader.arguments()).isPresent();
    assertThat(reader.config()).isEqualTo(new ReaderConfig(
        new ItemFormat.Csv(new ItemFormat.Headers.Given(List.of("a", "b")),
            ItemFormat.Delimiter.TAB),
        ReaderConfig.Manifest.NONE, false, new IntegerField.Literal(7)));
  }

  @Test
  void aReaderOfABucketListsOrFlattens() {
    String list = "'ItemReader': {'Resource': 'arn:aws:states:::s3:listObjectsV2',"
        + " 'Parameters': {'Bucket': 'b'}, 'ReaderConfig': {";
    var listing = (ItemReader.ObjectList) distributed(list + "}}").reader();
    var flattening = (ItemReader.ObjectList) distributed(
        list + "'Transformation': 'LOAD_AND_FLATTEN', 'InputType': 'JSON',"
            + " 'ItemsPointer': '/a/0'}}")
        .reader();

    assertThat(listing.config()).isEqualTo(ReaderConfig.NONE);
    assertThat(flattening.config()).isEqualTo(new ReaderConfig(
        new ItemFormat.Json(Optional.of("/a/0")), ReaderConfig.Manifest.NONE, true,
        new IntegerField.Absent()));
  }

  @Test
  void anInventoryIsAManifestOfCsvUnderEitherName() {
    String reader = "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'ReaderConfig': {";

    assertThat(distributed(reader + "'InputType': 'MANIFEST'}}"))
        .isEqualTo(distributed(reader + "'ManifestType': 'S3_INVENTORY'}}"));
    assertThat(distributed(reader + "'ManifestType': 'ATHENA_DATA', 'InputType': 'PARQUET'}}")
        .reader()).isEqualTo(new ItemReader.ObjectContent("arn:aws:states:::s3:getObject",
            Optional.empty(), new ReaderConfig(new ItemFormat.Parquet(),
                ReaderConfig.Manifest.ATHENA_DATA, false, new IntegerField.Absent())));
  }

  @Test
  void aWriterKeepsWhatItsKindKeepsByDefault() {
    assertThat(distributed("'ResultWriter': {'WriterConfig': {}}").writer()).isEqualTo(
        new ResultWriter.StateResult(ResultWriter.Transformation.COMPACT,
            ResultWriter.OutputType.JSON));
    assertThat(distributed("'ResultWriter': {'Resource': 'arn:aws:states:::s3:putObject'}")
        .writer()).isEqualTo(new ResultWriter.Export("arn:aws:states:::s3:putObject",
            Optional.empty(), ResultWriter.Transformation.NONE, ResultWriter.OutputType.JSON));
  }

  @Test
  void aDistributedMapMayIterateAnObject() {
    assertThat(errorsOf("{" + DISTRIBUTED + ", 'QueryLanguage': 'JSONata', 'Items': {'a': 1}}"))
        .isEmpty();
  }

  @Test
  void aBatcherAndTolerancesAreRead() {
    var map = state(MapState.class, "{" + DISTRIBUTED + ", 'ItemBatcher': {'MaxItemsPerBatch': 5},"
        + " 'ToleratedFailureCount': 3, 'ToleratedFailurePercentagePath': '$.p', 'Label': 'l'}");
    var mode = (MapMode.Distributed) map.mode();

    assertThat(mode.batching()).isEqualTo(new ItemBatching.Batches(Optional.empty(),
        new IntegerField.Literal(5), new IntegerField.Absent()));
    assertThat(mode.label()).hasValue("l");
    assertThat(map.tolerance().count()).isEqualTo(new IntegerField.Literal(3));
    assertThat(map.tolerance().percentage()).isInstanceOf(PercentageField.Computed.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'InputType': 'JSON', 'CSVDelimiter': 'TAB' | Field 'CSVDelimiter' is only supported for InputType"
          + " 'CSV' at /States/X/ItemReader/ReaderConfig/CSVDelimiter",
      "'InputType': 'CSV', 'ItemsPointer': '/a' | Field 'ItemsPointer' is only supported for InputType"
          + " 'JSON' at /States/X/ItemReader/ReaderConfig/ItemsPointer",
      "'InputType': 'JSON', 'ItemsPointer': 'a' | Value is not a valid JSON pointer"
          + " at /States/X/ItemReader/ReaderConfig/ItemsPointer",
      "'InputType': 'CSV', 'CSVHeaders': ['a'] | Field 'CSVHeaders' is only supported for CSVHeaderLocation"
          + " 'GIVEN' at /States/X/ItemReader/ReaderConfig/CSVHeaders",
      "'InputType': 'CSV', 'CSVHeaderLocation': 'GIVEN', 'CSVHeaders': [] | Value cannot be empty"
          + " at /States/X/ItemReader/ReaderConfig/CSVHeaders",
      "'Transformation': 'LOAD_AND_FLATTEN' | These fields are required: [InputType]"
          + " at /States/X/ItemReader/ReaderConfig",
      "'ManifestType': 'ATHENA_DATA' | These fields are required: [InputType]"
          + " at /States/X/ItemReader/ReaderConfig",
      "'ManifestType': 'ATHENA_DATA', 'InputType': 'JSON' | The field 'InputType' should have one of these"
          + " values: [CSV, JSONL, PARQUET] at /States/X/ItemReader/ReaderConfig/InputType",
      "'ManifestType': 'S3_INVENTORY', 'InputType': 'CSV' | Only one of these fields is allowed:"
          + " [InputType, ManifestType] at /States/X/ItemReader/ReaderConfig",
      "'MaxItems': 1, 'MaxItemsPath': '$.m' | Only one of these fields is allowed:"
          + " [MaxItems, MaxItemsPath] at /States/X/ItemReader/ReaderConfig",
      "'Rows': 1 | Field 'Rows' is not supported at /States/X/ItemReader/ReaderConfig"}, quoteCharacter = '`')
  void fieldsOfAReaderGoWithItsFormat(String fields, String error) {
    assertThat(errorsOf("{" + DISTRIBUTED + ", 'ItemReader': {'Resource':"
        + " 'arn:aws:states:::s3:getObject', 'ReaderConfig': {" + fields + "}}}"))
        .containsExactly(SCHEMA + error);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'Arguments': {}} | 'JSONPath' | 'Arguments'"
          + " | 'JSONata' | /States/X/ItemReader",
      "'ResultWriter': {'Resource': 'arn:aws:states:::s3:putObject', 'Arguments': {}} | 'JSONPath' | 'Arguments'"
          + " | 'JSONata' | /States/X/ResultWriter",
      "'QueryLanguage': 'JSONata', 'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'Parameters': {}}"
          + " | 'JSONata' | 'Parameters' | 'JSONPath' | /States/X/ItemReader",
      "'QueryLanguage': 'JSONata', 'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject',"
          + " 'ReaderConfig': {'MaxItemsPath': '$.m'}} | 'JSONata' | 'MaxItemsPath' | 'JSONPath'"
          + " | /States/X/ItemReader/ReaderConfig",
      "'QueryLanguage': 'JSONata', 'ItemBatcher': {'MaxItemsPerBatch': 1, 'MaxInputBytesPerBatchPath': '$.b'}"
          + " | 'JSONata' | 'MaxInputBytesPerBatchPath' | 'JSONPath' | /States/X/ItemBatcher"}, quoteCharacter = '`')
  void fieldsOfTheOtherLanguageAreRefusedInside(String fields, String language, String field,
      String other, String location) {
    assertThat(errorsOf("{" + DISTRIBUTED + ", " + fields + "}")).containsExactly(SCHEMA
        + "The QueryLanguage is set to " + language + ", but field " + field
        + " is only supported for the " + other + " QueryLanguage at " + location);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'ResultWriter': {'Parameters': {'Bucket': 'b'}} | These fields are required: [Resource]"
          + " at /States/X/ResultWriter",
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'Parameters': {'VersionId': 'v'},"
          + " 'ReaderConfig': {'InputType': 'PARQUET'}} | Field 'VersionId' is not supported for InputType"
          + " 'PARQUET' at /States/X/ItemReader/Parameters",
      "'QueryLanguage': 'JSONata', 'ItemBatcher': {'MaxItemsPerBatch': 1, 'BatchInput': 7} | Value must be an"
          + " object or a JSONata expression at /States/X/ItemBatcher/BatchInput",
      "'QueryLanguage': 'JSONata', 'Items': 7 | Value must be an array, an object or a JSONata expression"
          + " at /States/X/Items",
      "'ToleratedFailureCount': -1 | Value must be between 0 and 100000000 at /States/X/ToleratedFailureCount",
      "'ToleratedFailurePercentage': 5, 'ToleratedFailurePercentagePath': '$.p' | Only one of these fields is"
          + " allowed: [ToleratedFailurePercentage, ToleratedFailurePercentagePath] at /States/X"}, quoteCharacter = '`')
  void rulesBetweenFieldsOfADistributedMapAreKept(String fields, String error) {
    assertThat(errorsOf("{" + DISTRIBUTED + ", " + fields + "}"))
        .containsExactly(SCHEMA + error);
  }

  private static MapMode.Distributed distributed(String fields) {
    return (MapMode.Distributed) state(MapState.class, "{" + DISTRIBUTED + ", " + fields + "}")
        .mode();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'ItemReader': {} | These fields are required: [Resource] at /States/X/ItemReader",
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:putObject'} | The resource provided"
          + " arn:aws:states:::s3:putObject is not recognized. The value is not a valid resource ARN, or the"
          + " resource is not available in this region. at /States/X/ItemReader/Resource",
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'ReaderConfig': {'InputType': 'XML'}} | The field"
          + " 'InputType' should have one of these values: [CSV, JSON, JSONL, PARQUET, MANIFEST]"
          + " at /States/X/ItemReader/ReaderConfig/InputType",
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'ReaderConfig': {'MaxItems': 0}} | Value must be"
          + " between 1 and 100000000 at /States/X/ItemReader/ReaderConfig/MaxItems",
      "'ItemReader': {'Resource': 'arn:aws:states:::s3:getObject', 'ReaderConfig':"
          + " {'InputType': 'CSV', 'CSVHeaderLocation': 'GIVEN'}} |"
          + " These fields are required: [CSVHeaders] at /States/X/ItemReader/ReaderConfig",
      "'ItemBatcher': {} | At least one of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch]"
          + " at /States/X/ItemBatcher",
      "'ItemBatcher': {'MaxInputBytesPerBatch': 262145} | Value must be between 1 and 262144"
          + " at /States/X/ItemBatcher/MaxInputBytesPerBatch",
      "'ResultWriter': {} | Value cannot be empty at /States/X/ResultWriter",
      "'ResultWriter': {'WriterConfig': {'OutputType': 'XML'}} | The field 'OutputType' should have one of these"
          + " values: [JSON, JSONL] at /States/X/ResultWriter/WriterConfig/OutputType",
      "'ToleratedFailurePercentage': 101 | Value must be between 0.0 and 100.0"
          + " at /States/X/ToleratedFailurePercentage"}, quoteCharacter = '`')
  void badFieldsOfADistributedMapAreRefused(String fields, String error) {
    assertThat(errorsOf("{" + DISTRIBUTED + ", " + fields + "}"))
        .containsExactly(SCHEMA + error);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'Type': 'Map', 'End': true | These fields are required: [ItemProcessor] at /States/X",
      "'Type': 'Map', 'End': true, 'ItemProcessor': {'QueryLanguage': 'JSONata', " + GRAPH
          + "} | Field"
          + " 'QueryLanguage' is not supported at /States/X/ItemProcessor",
      INLINE
          + ", 'MaxConcurrency': -1 | Value must be between 0 and 2147483647 at /States/X/MaxConcurrency",
      INLINE + ", 'ItemSelector': {}, 'Parameters': {} | Only one of these fields is allowed:"
          + " [ItemSelector, Parameters] at /States/X",
      INLINE
          + ", 'Label': 'l' | Field 'Label' is only supported for Distributed Map at /States/X/Label",
      "'Type': 'Map', 'End': true, 'ItemProcessor': {'ProcessorConfig': {'Mode': 'DISTRIBUTED'}, "
          + GRAPH + "} |"
          + " These fields are required: [ExecutionType] at /States/X/ItemProcessor/ProcessorConfig",
      INLINE
          + ", 'QueryLanguage': 'JSONata', 'Items': {'a': 1} | Value must be an array or a JSONata"
          + " expression at /States/X/Items",
      INLINE + ", 'QueryLanguage': 'JSONata', 'Items': 'text' | Value must be an array or a JSONata"
          + " expression at /States/X/Items"}, quoteCharacter = '`')
  void badMapsAreRefused(String fields, String error) {
    assertThat(errorsOf("{" + fields + "}")).containsExactly(SCHEMA + error);
  }

  @Test
  void anExpressMachineHasNoDistributedMap() {
    assertThat(errors(machineOf("{" + DISTRIBUTED + "}"), MachineType.EXPRESS)).containsExactly(
        SCHEMA + "Express state machine does not support Distributed Map"
            + " at /States/X/ItemProcessor/ProcessorConfig/Mode");
  }

  @Test
  void expressChildrenOnlyRequestAndRespond() {
    assertThat(errorsOf("{" + DISTRIBUTED.replace("{'Type': 'Succeed'}",
        "{'Type': 'Task', 'End': true, 'Resource': 'arn:aws:states:::batch:submitJob.sync'}")
        + "}")).containsExactly(
            SCHEMA + "Express state machine does not support '.sync' service integration"
                + " at /States/X/ItemProcessor/States/I/Resource");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with blank", "sl/ash", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddX"})
  void badLabelsAreRefused(String label) {
    assertThat(errorsOf("{" + DISTRIBUTED + ", 'Label': '" + label + "'}")).containsExactly(
        "INVALID_LABEL_NAME: Invalid label name: " + label + " at /States/X/Label");
  }

  @Test
  void labelsAreUniqueInTheMachine() {
    assertThat(errors("{'StartAt': 'A', 'States': {'A': {"
        + DISTRIBUTED.replace("'End': true", "'Next': 'B'") + ", 'Label': 'l'}, 'B': {"
        + DISTRIBUTED.replace("'I'", "'J'") + ", 'Label': 'l'}}}")).containsExactly(
            "DUPLICATE_LABEL_NAME: Duplicate label name: l at /States/B/Label");
  }
}
