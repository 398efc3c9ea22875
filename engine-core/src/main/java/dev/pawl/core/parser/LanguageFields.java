package dev.pawl.core.parser;

import dev.pawl.core.asl.QueryLanguage;
import java.util.Set;

/**
 * The fields that an object inside a state may have.
 *
 * @param both in either query language
 * @param path in a JSONPath state only
 * @param jsonata in a JSONata state only
 */
record LanguageFields(Set<String> both, Set<String> path, Set<String> jsonata) {
  LanguageFields {
    both = Set.copyOf(both);
    path = Set.copyOf(path);
    jsonata = Set.copyOf(jsonata);
  }

  /** Reports every field of an object that it cannot have. */
  void check(Element element, QueryLanguage language) {
    for (String name : element.names()) {
      if (!both.contains(name) && !own(language).contains(name)) {
        element.refuse(name, language, own(other(language)).contains(name));
      }
    }
  }

  private Set<String> own(QueryLanguage language) {
    return switch (language) {
      case JSON_PATH -> path;
      case JSONATA -> jsonata;
    };
  }

  static QueryLanguage other(QueryLanguage language) {
    return switch (language) {
      case JSON_PATH -> QueryLanguage.JSONATA;
      case JSONATA -> QueryLanguage.JSON_PATH;
    };
  }
}
