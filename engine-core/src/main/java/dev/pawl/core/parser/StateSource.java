package dev.pawl.core.parser;

import dev.pawl.core.asl.QueryLanguage;

/**
 * One state as it stands in the definition, with what its reader needs.
 *
 * @param fields the state's object
 * @param language the query language of its own fields
 * @param expressions compiles its fields
 * @param place the {@code States} object around it
 */
record StateSource(String name, Element fields, QueryLanguage language,
    ExpressionReader expressions, Place place) {

  boolean jsonata() {
    return language == QueryLanguage.JSONATA;
  }
}
