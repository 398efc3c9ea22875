package dev.pawl.tasks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;

/** Parameters that a call can be made with. */
final class Samples {
  private Samples() {}

  /** What the SDK's request must have, by the integration's names. */
  static Map<String, @Nullable Object> required(OptimizedAction action) {
    SdkService service = new SdkCatalog(Optional.empty()).service(action.service()).orElseThrow();
    SdkOperation operation = SdkOperation.find(service, action.action()).orElseThrow();
    Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
    ((SdkPojo) operation.newRequest()).sdkFields().stream()
        .filter(field -> SdkParameters.isRequired(field)
            || RequiredMembers.of(action.service(), action.action())
                .contains(SdkParameters.pascalCase(field.memberName())))
        .forEach(field -> parameters.put(SdkParameters.pascalCase(field.memberName()),
            sample(field)));
    Map<String, @Nullable Object> renamed = new LinkedHashMap<>(parameters);
    action.form().asked().forEach((own, sdk) -> {
      Object value = renamed.remove(sdk.name());
      renamed.put(own, sdk.listed() && value instanceof List<?> list ? list.getFirst() : value);
    });
    return renamed;
  }

  private static Object sample(SdkField<?> field) {
    return switch (field.marshallingType().getKnownType()) {
      case STRING -> "x";
      case INTEGER, LONG, SHORT, BYTE, FLOAT, DOUBLE, BIG_DECIMAL -> 1;
      case BOOLEAN -> true;
      case LIST -> List.of(sample(field.getRequiredTrait(ListTrait.class).memberFieldInfo()));
      case MAP -> Map.of();
      case SDK_POJO -> {
        Map<String, Object> members = new LinkedHashMap<>();
        field.constructor().get().sdkFields().stream()
            .filter(inner -> inner.containsTrait(RequiredTrait.class))
            .forEach(inner -> members.put(SdkParameters.pascalCase(inner.memberName()),
                Objects.requireNonNull(sample(inner))));
        yield members;
      }
      default -> "eA==";
    };
  }
}
