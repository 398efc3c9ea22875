package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tasks.real.S3Server;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

class S3Test {
  private static S3Server s3;
  private static Connectors connectors;

  @BeforeAll
  static void start() {
    s3 = S3Server.start();
    s3.client().createBucket(bucket -> bucket.bucket("things"));
    connectors = new Connectors(
        Attempts.SETTINGS.withAwsEndpointByService(Map.of("s3", s3.endpoint())));
  }

  @AfterAll
  static void stop() {
    // Null where the tests were skipped.
    if (s3 != null) {
      connectors.close();
      s3.close();
    }
  }

  private static Map<?, ?> result(String action, String parameters) throws InterruptedException {
    return Attempts.result(
        Attempts.call(connectors, Attempts.service("aws-sdk:s3:" + action), parameters));
  }

  private static String stored(String key) {
    return s3.client().getObjectAsBytes(object -> object.bucket("things").key(key)).asUtf8String();
  }

  @Test
  void aBodyIsStoredAsItsJsonTextAsRecordedOnAws() throws InterruptedException {
    var text = result("putObject", "{\"Bucket\":\"things\",\"Key\":\"t\",\"Body\":\"text data\"}");
    var object = result("putObject",
        "{\"Bucket\":\"things\",\"Key\":\"o\",\"Body\":{\"Dict\": \"Value\"}}");
    var bool = result("putObject", "{\"Bucket\":\"things\",\"Key\":\"b\",\"Body\":false}");

    assertThat(text.get("ETag")).isEqualTo("\"2b5df3712557f503a9977a8ea893b2c9\"");
    assertThat(object.get("ETag")).isEqualTo("\"49e31cee5aec8faf3345893addb14346\"");
    assertThat(bool.get("ETag")).isEqualTo("\"68934a3e9455fa72420237eb05902327\"");
    assertThat(stored("t")).isEqualTo("\"text data\"");
  }

  @Test
  void anObjectsTextComesBackAsBody() throws InterruptedException {
    s3.client().putObject(object -> object.bucket("things").key("k"),
        RequestBody.fromString("grüße"));
    s3.client().putObject(object -> object.bucket("things").key("empty"), RequestBody.empty());

    var got = result("getObject", "{\"Bucket\":\"things\",\"Key\":\"k\"}");

    assertThat(got.get("Body")).isEqualTo("grüße");
    assertThat(got.get("ContentLength")).isEqualTo(7L);
    assertThat(String.valueOf(got.get("LastModified"))).endsWith("Z");
    assertThat(result("getObject", "{\"Bucket\":\"things\",\"Key\":\"empty\"}").get("Body"))
        .isEqualTo("");
  }

  @Test
  void anObjectThatIsTooLongIsRefused() throws InterruptedException {
    s3.client().putObject(object -> object.bucket("things").key("long"),
        RequestBody.fromBytes(new byte[300_000]));

    var error = Attempts.error(Attempts.call(connectors,
        Attempts.service("aws-sdk:s3:getObject"), "{\"Bucket\":\"things\",\"Key\":\"long\"}"));

    assertThat(error.name()).isEqualTo("States.DataLimitExceeded");
  }

  @Test
  void aListingGivesItsContents() throws InterruptedException {
    s3.client().putObject(object -> object.bucket("things").key("in/1"),
        RequestBody.fromString("1"));

    var got = result("listObjectsV2", "{\"Bucket\":\"things\",\"Prefix\":\"in/\",\"MaxKeys\":5}");

    assertThat(got.get("KeyCount")).isEqualTo(1);
    assertThat((List<?>) got.get("Contents")).first()
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("Key", "in/1").containsEntry("Size", 1L);
  }

  @Test
  void aMissingKeyAndAMissingBucketBearTheirNames() throws InterruptedException {
    var key = Attempts.error(Attempts.call(connectors, Attempts.service("aws-sdk:s3:getObject"),
        "{\"Bucket\":\"things\",\"Key\":\"none\"}"));
    var bucket = Attempts.error(Attempts.call(connectors,
        Attempts.service("aws-sdk:s3:listObjects"), "{\"Bucket\":\"no-such-bucket\"}"));

    assertThat(key.name()).isEqualTo("S3.NoSuchKeyException");
    assertThat(key.cause()).contains(" (Service: S3, Status Code: 404, Request ID: ");
    assertThat(bucket.name()).isEqualTo("S3.NoSuchBucketException");
  }

  @Test
  void aRequestWithoutItsBucketIsNotSent() throws InterruptedException {
    var error = Attempts.error(
        Attempts.call(connectors, Attempts.service("aws-sdk:s3:getObject"), "{\"Key\":\"k\"}"));

    assertThat(error.cause()).contains("Bucket");
  }
}
