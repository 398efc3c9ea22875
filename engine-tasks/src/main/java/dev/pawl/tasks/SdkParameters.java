package dev.pawl.tasks;

import dev.pawl.core.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Fills the SDK's request builders from JSON. Members are named in PascalCase at every level; the keys of
 * free maps stay as they are. Members that are null count as absent.
 */
final class SdkParameters {
  /** The largest whole number that a double holds exactly, as all those below it. */
  private static final double MAX_EXACT = 9_007_199_254_740_991d;

  private SdkParameters() {}

  /**
   * Sets the members of a request.
   *
   * @throws UnusableParametersException where a member is unknown, has a value of the wrong type, or has to be there and
   *     is not
   */
  static void fill(SdkPojo request, Map<?, ?> members) {
    fill(request, members, true);
    for (SdkField<?> field : request.sdkFields()) {
      String name = pascalCase(field.memberName());
      if (isRequired(field) && !isMadeUp(field) && members.get(name) == null) {
        throw new UnusableParametersException(
            "The field '" + name + "' is required but was missing");
      }
    }
  }

  /** What the model says so of, as far as the SDK tells, and what is part of the URL. */
  static boolean isRequired(SdkField<?> field) {
    return field.containsTrait(RequiredTrait.class) || field.location() == MarshallLocation.PATH
        || field.location() == MarshallLocation.GREEDY_PATH;
  }

  /** A client token is, where nobody gives one. */
  private static boolean isMadeUp(SdkField<?> field) {
    return field.containsTrait(DefaultValueTrait.class);
  }

  /** AWS names every member with a capital at the start, whatever the API does. */
  static String pascalCase(String memberName) {
    if (memberName.equals("NUL")) {
      // DynamoDB's null attribute is the one member that the SDK calls by another name than the API.
      return "NULL";
    }
    return Character.toUpperCase(memberName.charAt(0)) + memberName.substring(1);
  }

  private static void fill(SdkPojo pojo, Map<?, ?> members, boolean top) {
    Map<String, SdkField<?>> fields = new HashMap<>();
    pojo.sdkFields().forEach(field -> fields.put(pascalCase(field.memberName()), field));
    members.forEach((key, value) -> {
      SdkField<?> field = fields.get(String.valueOf(key));
      if (field == null) {
        throw new UnusableParametersException(
            "The field \"" + key + "\" is not supported by Step Functions");
      }
      if (value != null) {
        field.set(pojo, value(field, String.valueOf(key), value, top));
      }
    });
  }

  private static @Nullable Object value(SdkField<?> field, String name, Object value, boolean top) {
    MarshallingKnownType type = field.marshallingType().getKnownType();
    return switch (type) {
      case STRING -> string(name, value, top);
      case BOOLEAN -> value instanceof Boolean ? value : wrong(name, "BOOLEAN");
      case INTEGER -> integer(name, value).intValue();
      case SHORT -> integer(name, value).shortValue();
      case BYTE -> integer(name, value).byteValue();
      case LONG -> integer(name, value).longValue();
      case FLOAT -> number(name, value).floatValue();
      case DOUBLE -> number(name, value).doubleValue();
      case BIG_DECIMAL -> new BigDecimal(number(name, value).toString());
      case INSTANT -> instant(name, value);
      case SDK_BYTES -> bytes(field, name, value);
      case LIST -> list(field, name, value);
      case MAP -> map(field, name, value);
      case SDK_POJO -> structure(field, name, value);
      case DOCUMENT -> document(value);
      case NULL -> null;
    };
  }

  /** A text member of the request itself takes an object, too, and sends its JSON; deeper down it takes none. */
  private static String string(String name, Object value, boolean top) {
    return switch (value) {
      case String text -> text;
      case Map<?, ?> map when top -> Json.write(map);
      case List<?> list when top -> Json.write(list);
      default -> throw wrongType(name, "STRING");
    };
  }

  private static Number number(String name, Object value) {
    if (value instanceof Number number) {
      return number;
    }
    throw wrongType(name, "NUMBER");
  }

  private static Number integer(String name, Object value) {
    boolean whole = switch (value) {
      case Integer _,Long _ -> true;
      case Double real -> real == Math.rint(real) && Math.abs(real) <= MAX_EXACT;
      default -> false;
    };
    if (!whole) {
      throw wrongType(name, "INTEGER");
    }
    return (Number) value;
  }

  /** ISO 8601 text, or seconds since 1970. */
  private static Instant instant(String name, Object value) {
    try {
      return switch (value) {
        case String text -> OffsetDateTime.parse(text).toInstant();
        case Integer seconds -> Instant.ofEpochSecond(seconds);
        case Long seconds -> Instant.ofEpochSecond(seconds);
        case Double seconds -> Instant.ofEpochMilli(Math.round(seconds * 1000));
        default -> throw wrongType(name, "TIMESTAMP");
      };
    } catch (DateTimeException e) {
      throw wrongType(name, "TIMESTAMP");
    }
  }

  /**
   * A blob that is the whole body of its request is sent as the text it is. Other blobs are base64, as in the
   * services' own JSON; text that is no base64 is sent as text, and anything else as JSON.
   */
  private static SdkBytes bytes(SdkField<?> field, String name, Object value) {
    if (!(value instanceof String text)) {
      if (value instanceof Map<?, ?> || value instanceof List<?>) {
        return SdkBytes.fromUtf8String(Json.write(value));
      }
      throw wrongType(name, "STRING");
    }
    if (isBody(field)) {
      return SdkBytes.fromUtf8String(text);
    }
    try {
      return SdkBytes.fromByteArray(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      return SdkBytes.fromByteArray(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Whether a member is the body of its HTTP message, rather than a part of it. */
  static boolean isBody(SdkField<?> field) {
    return field.location() == MarshallLocation.PAYLOAD
        && field.containsTrait(PayloadTrait.class);
  }

  private static List<@Nullable Object> list(SdkField<?> field, String name, Object value) {
    if (!(value instanceof List<?> items)) {
      throw wrongType(name, "LIST");
    }
    SdkField<?> member = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
    List<@Nullable Object> list = new ArrayList<>();
    for (Object item : items) {
      list.add(item == null ? null : value(member, name, item, false));
    }
    return list;
  }

  private static Map<String, @Nullable Object> map(SdkField<?> field, String name, Object value) {
    if (!(value instanceof Map<?, ?> entries)) {
      throw wrongType(name, "MAP");
    }
    SdkField<?> member = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    entries.forEach((key, item) -> map.put(String.valueOf(key),
        item == null ? null : value(member, String.valueOf(key), item, false)));
    return map;
  }

  private static Object structure(SdkField<?> field, String name, Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      throw wrongType(name, "STRUCTURE");
    }
    SdkPojo builder = field.constructor().get();
    fill(builder, members, false);
    return ((Buildable) builder).build();
  }

  private static Document document(@Nullable Object value) {
    return switch (value) {
      case null -> Document.fromNull();
      case String text -> Document.fromString(text);
      case Boolean bool -> Document.fromBoolean(bool);
      case Number number -> Document.fromNumber(number.toString());
      case List<?> items -> Document.fromList(items.stream().map(SdkParameters::document).toList());
      case Map<?, ?> entries -> {
        Map<String, Document> map = new LinkedHashMap<>();
        entries.forEach((key, item) -> map.put(String.valueOf(key), document(item)));
        yield Document.fromMap(map);
      }
      default -> throw new IllegalArgumentException("not a JSON tree: " + value.getClass());
    };
  }

  private static Object wrong(String name, String type) {
    throw wrongType(name, type);
  }

  private static UnusableParametersException wrongType(String name, String type) {
    return new UnusableParametersException(
        "The value for the field '" + name + "' must be " + article(type) + " " + type);
  }

  private static String article(String type) {
    return type.startsWith("I") ? "an" : "a";
  }
}
