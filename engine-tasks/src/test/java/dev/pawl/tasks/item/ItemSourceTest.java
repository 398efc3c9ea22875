package dev.pawl.tasks.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.ReaderConfig;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapItem;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.maprun.MapRunParameters;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.tasks.Connectors;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.TaskSettings;
import dev.pawl.tasks.real.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Item readers on a real S3 server. */
class ItemSourceTest {
  private static final String BUCKET = "items";
  private static S3Server s3;
  private static Connectors connectors;
  private static ObjectStore objects;

  @BeforeAll
  static void start() {
    s3 = S3Server.start();
    s3.client().createBucket(bucket -> bucket.bucket(BUCKET));
    connectors = new Connectors(TaskSettings.of("us-east-1", "123456789012")
        .withAwsEndpointByService(Map.of("s3", s3.endpoint())));
    objects = connectors.objects();
  }

  @AfterAll
  static void stop() {
    // Null where the tests were skipped.
    if (s3 != null) {
      connectors.close();
      s3.close();
    }
  }

  @Test
  void aJsonArrayHasAnItemForEachElement() {
    put("array.json", "[{\"a\": 1}, [2], \"three\"]");

    assertThat(read("array.json", new ItemFormat.Json(Optional.empty()), 0))
        .containsExactly("{\"a\":1}", "[2]", "\"three\"");
  }

  @Test
  void aPointerLeadsToItemsInsideTheText() {
    put("deep.json", "{\"x\": [0], \"inventory\": {\"products\": [1, 2]}}");

    assertThat(read("deep.json", new ItemFormat.Json(Optional.of("/inventory/products")), 0))
        .containsExactly("1", "2");
  }

  @Test
  void anObjectHasAnItemForEachOfItsArraysAsRecorded() {
    put("object.json", "{\"k\": [1]}");
    put("scalars.json", "{\"Hello\": \"world\"}");

    assertThat(read("object.json", new ItemFormat.Json(Optional.empty()), 0))
        .containsExactly("[1]");
    assertThatThrownBy(() -> read("scalars.json", new ItemFormat.Json(Optional.empty()), 0))
        .isInstanceOf(UnreadableItemsException.class)
        .hasMessage("Attempting to map over non-iterable node.");
  }

  @Test
  void eachLineOfJsonLinesIsAnItem() {
    put("lines.jsonl", "{\"a\":1}\n\n[2]\n");

    assertThat(read("lines.jsonl", new ItemFormat.JsonLines(), 0))
        .containsExactly("{\"a\":1}", "[2]");
  }

  @Test
  void rowsOfACsvAreReadAsRecorded() {
    put("rows.csv", "a,b,c\n1,\"x, \"\"y\"\"\nz\",3,4\n\\\"q\\,,\\n\n\nlast");
    var format = new ItemFormat.Csv(new ItemFormat.Headers.FirstRow(), ItemFormat.Delimiter.COMMA);

    assertThat(read("rows.csv", format, 0)).containsExactly(
        "{\"a\":\"1\",\"b\":\"x, \\\"y\\\"\\nz\",\"c\":\"3\"}",
        "{\"a\":\"\\\"q,\",\"b\":\"n\",\"c\":\"\"}",
        "{\"a\":\"\",\"b\":\"\",\"c\":\"\"}",
        "{\"a\":\"last\",\"b\":\"\",\"c\":\"\"}");
  }

  @Test
  void aCompressedObjectIsReadByItsName() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write("[1,2]".getBytes(StandardCharsets.UTF_8));
    }
    objects.put(BUCKET, "packed.json.gz", bytes.toByteArray());

    assertThat(read("packed.json.gz", new ItemFormat.Unstated(), 0)).containsExactly("1", "2");
  }

  @Test
  void readingEndsAfterAsManyItemsAsThereMayBeAndGoesOnWhereItBrokeOff() {
    put("many.json", "[1,2,3,4,5]");
    ItemSource source = content("many.json", new ItemFormat.Json(Optional.empty()), 4);

    assertThat(rest(source, 0)).containsExactly("1", "2", "3", "4");
    assertThat(rest(source, 3)).containsExactly("4");
  }

  @Test
  void theObjectsOfABucketAreItemsAndMayBeFlattened() {
    put("list/a.json", "[1]");
    put("list/b.json", "[2,3]");

    List<String> listed = rest(list(ReaderConfig.NONE), 0);
    assertThat(listed).hasSize(2);
    assertThat(listed.getFirst()).contains("\"Key\":\"list/a.json\"", "\"Size\":3",
        "\"Etag\":", "\"LastModified\":", "\"StorageClass\":");
    assertThat(
        rest(
            list(new ReaderConfig(new ItemFormat.Json(Optional.empty()), ReaderConfig.Manifest.NONE,
                true, new IntegerField.Absent())),
            0))
        .containsExactly("1", "2", "3");
  }

  @Test
  void anObjectThatHasChangedSinceItWasReadFirstIsRefused() {
    put("pinned.json", "[1,2,3]");
    ItemSource source = content("pinned.json", new ItemFormat.Json(Optional.empty()), 0);
    Optional<SourcePin> pin;
    try (ItemStream stream = source.open(0, Optional.empty())) {
      pin = stream.pin();
    }
    assertThat(pin).isPresent();
    assertThat(rest(source, 2, pin)).containsExactly("3");

    put("pinned.json", "[1,2,3,4]");

    assertThatThrownBy(() -> rest(source, 2, pin)).isInstanceOf(UnreadableItemsException.class)
        .hasMessage("The object s3://items/pinned.json has changed since it was read for the first"
            + " time.");
  }

  @Test
  void anItemOfMoreThanEightMebibytesIsRefused() {
    String long8 = "\"" + "x".repeat(8 * 1_024 * 1_024 - 2) + "\"";
    put("fits.jsonl", "1\n" + long8 + "\n2");
    put("long.jsonl", "1\n" + long8 + " \n2");
    put("long.json", "[1, \"y" + long8.substring(1) + ", 2]");

    assertThat(read("fits.jsonl", new ItemFormat.JsonLines(), 0)).hasSize(3);
    assertThatThrownBy(() -> read("long.jsonl", new ItemFormat.JsonLines(), 0))
        .isInstanceOf(UnreadableItemsException.class)
        .hasMessage("An item is longer than 8388608 bytes.");
    assertThatThrownBy(() -> read("long.json", new ItemFormat.Json(Optional.empty()), 0))
        .isInstanceOf(UnreadableItemsException.class)
        .hasMessageContaining("longer than 8388608 bytes");
  }

  @Test
  void whatIsMissingOrNegativeIsSaid() {
    assertThatThrownBy(() -> read("missing", new ItemFormat.JsonLines(), 0))
        .isInstanceOf(UnreadableItemsException.class)
        .hasMessageContaining("Status Code: 404");
    assertThatThrownBy(() -> read("missing", new ItemFormat.JsonLines(), -1))
        .isInstanceOf(UnreadableItemsException.class)
        .hasMessage("field MaxItems must be positive");
  }

  private static void put(String key, String content) {
    objects.put(BUCKET, key, content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> read(String key, ItemFormat format, long maxItems) {
    return rest(content(key, format, maxItems), 0);
  }

  private static List<String> rest(ItemSource source, long skip) {
    return rest(source, skip, Optional.empty());
  }

  private static List<String> rest(ItemSource source, long skip, Optional<SourcePin> pin) {
    List<String> items = new ArrayList<>();
    try (ItemStream stream = source.open(skip, pin)) {
      for (MapItem item = stream.next(); item != null; item = stream.next()) {
        items.add(Payload.of(item.value().tree()).text());
      }
    }
    return items;
  }

  private static ItemSource content(String key, ItemFormat format, long maxItems) {
    var config = new ReaderConfig(format, ReaderConfig.Manifest.NONE, false,
        new IntegerField.Absent());
    return new ItemSource(
        new ItemReader.ObjectContent("arn:aws:states:::s3:getObject", Optional.empty(), config),
        plan(Map.of("Bucket", BUCKET, "Key", key), maxItems), objects);
  }

  private static ItemSource list(ReaderConfig config) {
    return new ItemSource(
        new ItemReader.ObjectList("arn:aws:states:::s3:listObjectsV2", Optional.empty(), config),
        plan(Map.of("Bucket", BUCKET, "Prefix", "list/"), 0), objects);
  }

  private static MapPlan plan(Map<String, String> arguments, long maxItems) {
    return new MapPlan(null, Payload.of(arguments), maxItems, null, null, 1, 0, null,
        new MapRunParameters(0, 0, 0));
  }
}
