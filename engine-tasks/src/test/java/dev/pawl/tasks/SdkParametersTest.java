package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.sns.model.PublishRequest;

class SdkParametersTest {
  private static <T> T filled(T builder, String json) {
    SdkParameters.fill((SdkPojo) builder, (Map<?, ?>) Objects.requireNonNull(Json.parse(json)));
    return builder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"2026-01-02T03:04:05Z\"", "\"2026-01-02T05:04:05+02:00\"",
      "1767323045", "1767323045.0"})
  void aTimeIsIso8601OrSecondsSince1970(String time) {
    var request = filled(GetObjectRequest.builder(),
        "{\"Bucket\":\"b\",\"Key\":\"k\",\"IfModifiedSince\":" + time + "}").build();

    assertThat(request.ifModifiedSince()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"MaxKeys\":\"5\"}|The value for the field 'MaxKeys' must be an INTEGER",
      "{\"MaxKeys\":1.5}|The value for the field 'MaxKeys' must be an INTEGER",
      "{\"FetchOwner\":\"true\"}|The value for the field 'FetchOwner' must be a BOOLEAN",
      "{\"Prefix\":5}|The value for the field 'Prefix' must be a STRING",
      "{\"prefix\":\"p\"}|The field \"prefix\" is not supported by Step Functions",
      "{\"OptionalObjectAttributes\":\"x\"}|The value for the field 'OptionalObjectAttributes' must be a LIST"})
  void aValueOfTheWrongTypeIsRefused(String json, String reason) {
    assertThatThrownBy(() -> filled(ListObjectsV2Request.builder(), json))
        .isInstanceOf(UnusableParametersException.class).hasMessage(reason);
  }

  @Test
  void aWholeNumberMayBeWrittenWithAFraction() {
    assertThat(filled(ListObjectsV2Request.builder(), "{\"Bucket\":\"b\",\"MaxKeys\":5.0}").build()
        .maxKeys())
        .isEqualTo(5);
  }

  @Test
  void aMemberThatHasToBeThereIsAskedFor() {
    for (String json : List.of("{}", "{\"Bucket\":null}")) {
      assertThatThrownBy(() -> filled(ListObjectsV2Request.builder(), json))
          .isInstanceOf(UnusableParametersException.class)
          .hasMessage("The field 'Bucket' is required but was missing");
    }
  }

  @Test
  void aTextMemberOfTheRequestTakesAnObjectAndOneDeeperDownDoesNot() {
    assertThat(filled(PublishRequest.builder(), "{\"Message\":{\"a\":[1]}}").build().message())
        .isEqualTo("{\"a\":[1]}");
    assertThatThrownBy(
        () -> filled(PutItemRequest.builder(), "{\"Item\":{\"id\":{\"S\":{\"a\":1}}}}"))
        .hasMessage("The value for the field 'S' must be a STRING");
  }

  @Test
  void aBlobIsBase64OrElseText() {
    var item = filled(PutItemRequest.builder(),
        "{\"Item\":{\"code\":{\"B\":\"AQI=\"},\"text\":{\"B\":\"not base64!\"}}}").build().item();

    assertThat(item).hasEntrySatisfying("code",
        value -> assertThat(value.b().asByteArray()).containsExactly(1, 2));
    assertThat(item).hasEntrySatisfying("text",
        value -> assertThat(value.b().asUtf8String()).isEqualTo("not base64!"));
  }

  @Test
  void enumsAndNullsOfTheApiAreTakenAsTheyAre() {
    var request = filled(PutItemRequest.builder(),
        "{\"ReturnValues\":\"NEW_KIND\",\"TableName\":null,\"Item\":{\"n\":{\"NULL\":true}}}")
        .build();

    assertThat(request.returnValuesAsString()).isEqualTo("NEW_KIND");
    assertThat(request.tableName()).isNull();
    assertThat(request.item()).containsEntry("n", AttributeValue.fromNul(true));
  }
}
