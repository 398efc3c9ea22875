package dev.pawl.api.trigger;

import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a resource.
 *
 * @param values by key
 */
record Tags(Map<String, String> values) {
  private static final int MOST = 50;

  static Tags fromJson(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    if (Json.parse(text) instanceof Map<?, ?> members) {
      members.forEach((key, value) -> values.put(String.valueOf(key), String.valueOf(value)));
    }
    return new Tags(values);
  }

  String toJson() {
    return Json.write(values);
  }

  /** These and those of a request, which win. */
  Tags with(List<Asked> more) {
    Map<String, String> all = new LinkedHashMap<>(values);
    more.forEach(tag -> all.put(tag.required("Key"), tag.text("Value").orElse("")));
    if (all.size() > MOST) {
      throw Asked.invalid("A resource has at most " + MOST + " tags");
    }
    return new Tags(all);
  }

  Tags without(List<String> keys) {
    Map<String, String> left = new LinkedHashMap<>(values);
    left.keySet().removeAll(keys);
    return new Tags(left);
  }

  /** As the API has them. */
  List<Map<String, @Nullable Object>> toTree() {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    values.forEach((key, value) -> {
      Map<String, @Nullable Object> tag = new LinkedHashMap<>();
      tag.put("Key", key);
      tag.put("Value", value);
      list.add(tag);
    });
    return list;
  }
}
