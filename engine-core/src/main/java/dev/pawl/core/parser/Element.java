package dev.pawl.core.parser;

import dev.pawl.core.asl.QueryLanguage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object of a definition and its place. A field of the wrong kind is reported where it is read
 * and then counts as absent.
 */
final class Element {
  private final Map<String, @Nullable Object> fields;
  private final String path;
  private final Diagnostics diagnostics;

  private Element(Map<String, @Nullable Object> fields, String path, Diagnostics diagnostics) {
    this.fields = fields;
    this.path = path;
    this.diagnostics = diagnostics;
  }

  static Element root(Map<?, ?> object, Diagnostics diagnostics) {
    return of(object, "", diagnostics);
  }

  private static Element of(Map<?, ?> object, String path, Diagnostics diagnostics) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    object.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return new Element(fields, path, diagnostics);
  }

  /** Where this object stands: {@code /} for the outermost, {@code /States/X} for a state. */
  String location() {
    return path.isEmpty() ? "/" : path;
  }

  String location(String field) {
    return path + "/" + field;
  }

  boolean has(String field) {
    return fields.containsKey(field);
  }

  /** The field's value as it stands; null for JSON's null and for an absent field. */
  @Nullable
  Object value(String field) {
    return fields.get(field);
  }

  Set<String> names() {
    return fields.keySet();
  }

  /** This object as a tree, for payload templates. */
  Map<String, @Nullable Object> tree() {
    return fields;
  }

  Optional<String> text(String field) {
    return read(field, String.class, "String");
  }

  Optional<Boolean> truth(String field) {
    return read(field, Boolean.class, "Boolean");
  }

  /** A whole number in the bounds; a number such as {@code 2.0} is whole too. */
  OptionalLong integer(String field, long least, long most) {
    Optional<Number> number = read(field, Number.class, "Integer");
    if (number.isEmpty()) {
      return OptionalLong.empty();
    }
    double value = number.get().doubleValue();
    if (value != Math.rint(value)) {
      schema("Expected value of type Integer", field);
      return OptionalLong.empty();
    }
    if (value < least || value > most) {
      schema("Value must be between " + least + " and " + most, field);
      return OptionalLong.empty();
    }
    return OptionalLong.of(number.get().longValue());
  }

  /** A number, exactly. */
  Optional<BigDecimal> decimal(String field) {
    Optional<Number> number = read(field, Number.class, "Number");
    if (number.isPresent() && number.get() instanceof Double value && value.isInfinite()) {
      schema("Value is out of range", field);
      return Optional.empty();
    }
    return number.map(value -> new BigDecimal(value.toString()));
  }

  OptionalDouble number(String field, double least, double most) {
    Optional<Number> number = read(field, Number.class, "Number");
    if (number.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = number.get().doubleValue();
    if (!(value >= least && value <= most)) {
      schema(most == Double.MAX_VALUE
          ? "Value must be at least " + least
          : "Value must be between " + least + " and " + most, field);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  /** One of the listed words; absent where the field is, or where it says something else. */
  Optional<String> word(String field, List<String> words) {
    Object value = value(field);
    if (!has(field)) {
      return Optional.empty();
    }
    if (value instanceof String text && words.contains(text)) {
      return Optional.of(text);
    }
    schema("The field '" + field + "' should have one of these values: " + words, field);
    return Optional.empty();
  }

  Optional<Element> object(String field) {
    return read(field, Map.class, "Object")
        .map(object -> of(object, location(field), diagnostics));
  }

  /** An array of objects, each at {@code Field[i]}; empty where the field is absent or no array. */
  List<Element> objects(String field) {
    List<Element> elements = new ArrayList<>();
    List<?> values = read(field, List.class, "Array").orElse(List.of());
    for (int i = 0; i < values.size(); i++) {
      String place = field + "[" + i + "]";
      if (values.get(i) instanceof Map<?, ?> object) {
        elements.add(of(object, location(place), diagnostics));
      } else {
        schema("Expected value of type Object", place);
      }
    }
    return elements;
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    List<?> values = read(field, List.class, "Array").orElse(List.of());
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof String text) {
        texts.add(text);
      } else {
        schema("Expected value of type String", field + "[" + i + "]");
      }
    }
    return texts;
  }

  /** Reports a field that is there, is an array and holds nothing. */
  void refuseEmpty(String field) {
    Object value = value(field);
    boolean empty = switch (value) {
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      case null, default -> false;
    };
    if (empty) {
      schema("Value cannot be empty", field);
    }
  }

  /** Reports the listed fields that are absent; true where none is. */
  boolean require(List<String> names) {
    List<String> missing = names.stream().filter(name -> !has(name)).toList();
    if (!missing.isEmpty()) {
      diagnostics.schema("These fields are required: " + missing, location());
    }
    return missing.isEmpty();
  }

  /** Reports every field that the set does not hold. */
  void allow(Set<String> names) {
    for (String name : fields.keySet()) {
      if (!names.contains(name)) {
        diagnostics.schema("Field '" + name + "' is not supported", location());
      }
    }
  }

  /**
   * Reports a field that this object cannot have.
   *
   * @param language the query language here
   * @param inOther whether it could have the field in the other one
   */
  void refuse(String name, QueryLanguage language, boolean inOther) {
    diagnostics.schema(inOther
        ? "The QueryLanguage is set to '" + language.spelling() + "', but field '" + name
            + "' is only supported for the '" + LanguageFields.other(language).spelling()
            + "' QueryLanguage"
        : "Field '" + name + "' is not supported", location());
  }

  /** Reports two or more of fields that exclude each other; true where at most one is there. */
  boolean atMostOne(List<String> names) {
    List<String> present = names.stream().filter(this::has).toList();
    if (present.size() > 1) {
      diagnostics.schema("Only one of these fields is allowed: " + present, location());
    }
    return present.size() <= 1;
  }

  /** Reports none, or two or more, of fields of which one must be there. */
  boolean exactlyOne(List<String> names) {
    if (names.stream().noneMatch(this::has)) {
      diagnostics.schema("Exactly one of these fields is required: " + names, location());
      return false;
    }
    return atMostOne(names);
  }

  void schema(String message, String field) {
    diagnostics.schema(message, location(field));
  }

  Diagnostics diagnostics() {
    return diagnostics;
  }

  private <T> Optional<T> read(String field, Class<T> kind, String name) {
    if (!has(field)) {
      return Optional.empty();
    }
    Object value = value(field);
    if (kind.isInstance(value)) {
      return Optional.of(kind.cast(value));
    }
    schema("Expected value of type " + name, field);
    return Optional.empty();
  }
}
