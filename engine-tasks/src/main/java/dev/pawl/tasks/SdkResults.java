package dev.pawl.tasks;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Makes JSON trees of the SDK's answers: PascalCase members, without those that the answer did not have. */
final class SdkResults {
  private SdkResults() {}

  /** How moments are written. */
  enum Times {
    /** As generic integrations do. */
    ISO_8601,
    /** As optimized integrations do. */
    EPOCH_MILLIS
  }

  /** The answer's members and, where it streams one, its body as {@code Body}. */
  static Map<String, @Nullable Object> tree(SdkAnswer answer) {
    return tree(answer, Times.ISO_8601);
  }

  static Map<String, @Nullable Object> tree(SdkAnswer answer, Times times) {
    Map<String, @Nullable Object> tree = structure((SdkPojo) answer.response(), times);
    answer.body().ifPresent(bytes -> tree.put("Body", text(bytes)));
    return tree;
  }

  /** What optimized integrations add: the HTTP answer's headers and status, and the request's id. */
  static Map<String, @Nullable Object> metadata(SdkResponse response) {
    String requestId = response instanceof AwsResponse aws
        ? aws.responseMetadata().requestId()
        : "UNKNOWN";
    return metadata(response.sdkHttpResponse().headers(), response.sdkHttpResponse().statusCode(),
        requestId);
  }

  static Map<String, @Nullable Object> metadata(Map<String, List<String>> headers, int status,
      String requestId) {
    Map<String, @Nullable Object> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, @Nullable Object> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> {
      all.put(name, new ArrayList<>(values));
      first.put(name, String.join(",", values));
    });
    Map<String, @Nullable Object> http = new LinkedHashMap<>();
    http.put("AllHttpHeaders", new LinkedHashMap<>(all));
    http.put("HttpHeaders", new LinkedHashMap<>(first));
    http.put("HttpStatusCode", status);
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("SdkHttpMetadata", http);
    metadata.put("SdkResponseMetadata", new LinkedHashMap<>(Map.of("RequestId", requestId)));
    return metadata;
  }

  /** The text that bytes hold; base64 where they are not UTF-8, which JSON could not carry. */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  }

  private static Map<String, @Nullable Object> structure(SdkPojo pojo, Times times) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = field.getValueOrDefault(pojo);
      if (value != null && !(value instanceof SdkAutoConstructList)
          && !(value instanceof SdkAutoConstructMap)) {
        members.put(SdkParameters.pascalCase(field.memberName()),
            value instanceof SdkBytes bytes && SdkParameters.isBody(field)
                ? text(bytes.asByteArray())
                : value(value, times));
      }
    }
    return members;
  }

  private static @Nullable Object value(@Nullable Object value, Times times) {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean bool -> bool;
      case Integer number -> number;
      case Long number -> number;
      case Double number -> number;
      case Float number -> Double.valueOf(number.toString());
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case BigDecimal number -> number.doubleValue();
      case Instant time when times == Times.EPOCH_MILLIS -> time.toEpochMilli();
      case Instant time -> time.toString();
      case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArray());
      case SdkPojo pojo -> structure(pojo, times);
      case List<?> items -> list(items, times);
      case Map<?, ?> entries -> map(entries, times);
      case Document document -> document(document);
      default -> String.valueOf(value);
    };
  }

  private static List<@Nullable Object> list(List<?> items, Times times) {
    List<@Nullable Object> list = new ArrayList<>();
    items.forEach(item -> list.add(value(item, times)));
    return list;
  }

  private static Map<String, @Nullable Object> map(Map<?, ?> entries, Times times) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    entries.forEach((key, item) -> map.put(String.valueOf(key), value(item, times)));
    return map;
  }

  private static @Nullable Object document(Document document) {
    if (document.isNull()) {
      return null;
    } else if (document.isString()) {
      return document.asString();
    } else if (document.isBoolean()) {
      return document.asBoolean();
    } else if (document.isNumber()) {
      BigDecimal number = document.asNumber().bigDecimalValue();
      boolean isLong = number.scale() <= 0 && number.precision() - number.scale() <= 18;
      return isLong ? (Object) number.longValue() : (Object) number.doubleValue();
    } else if (document.isList()) {
      List<@Nullable Object> list = new ArrayList<>();
      document.asList().forEach(item -> list.add(document(item)));
      return list;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    document.asMap().forEach((key, item) -> map.put(key, document(item)));
    return map;
  }
}
