package dev.pawl.cli.remote;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** The service's answers as trees, with the members' names of the API; times are RFC 3339 texts. */
final class Documents {
  private Documents() {}

  /** Members without a value are left out. */
  static Map<String, @Nullable Object> of(SdkPojo answer) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (SdkField<?> field : answer.sdkFields()) {
      Object value = field.getValueOrDefault(answer);
      if (value != null && !(value instanceof SdkAutoConstructList)
          && !(value instanceof SdkAutoConstructMap)) {
        tree.put(field.locationName(), tree(value));
      }
    }
    return tree;
  }

  /** The same of each of them. */
  static List<Map<String, @Nullable Object>> of(List<? extends SdkPojo> answers) {
    return answers.stream().map(Documents::of).toList();
  }

  /** A time in milliseconds, as RFC 3339 has it. */
  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static Object tree(Object value) {
    return switch (value) {
      case SdkPojo pojo -> of(pojo);
      case List<?> list -> list.stream().map(element -> tree((Object) element)).toList();
      case Instant time -> time(time);
      case Enum<?> constant -> constant.toString();
      default -> value;
    };
  }
}
