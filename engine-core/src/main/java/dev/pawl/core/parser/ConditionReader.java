package dev.pawl.core.parser;

import dev.pawl.core.asl.Condition;
import dev.pawl.core.asl.Condition.Comparand;
import dev.pawl.core.asl.Condition.Kind;
import dev.pawl.core.asl.Condition.Relation;
import dev.pawl.core.asl.Condition.Trait;
import dev.pawl.core.asl.TextPattern;
import dev.pawl.core.expression.VariableLookup;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the tests of a JSONPath Choice rule: And, Or, Not and the 39 operators. */
final class ConditionReader {
  private static final String VARIABLE = "Variable";
  private static final String MATCHES = "StringMatches";
  private static final List<String> CONNECTIVES = List.of("And", "Or", "Not");
  private static final Map<String, Operator> OPERATORS = operators();

  /** Reads what an operator's field says, for a variable. */
  private interface Operator {
    Optional<Condition> read(ExpressionReader expressions, Element test, String field,
        VariableLookup variable);
  }

  private ConditionReader() {}

  /** The operators' names. */
  static Set<String> operatorNames() {
    return OPERATORS.keySet();
  }

  /** Whether only a JSONPath rule has a field of this name. */
  static boolean isPathField(String name) {
    return name.equals(VARIABLE) || CONNECTIVES.contains(name) || OPERATORS.containsKey(name);
  }

  /** A rule of a Choice, which besides its test may have Next and Assign. */
  static Optional<Condition> readRule(ExpressionReader expressions, Element rule) {
    return read(expressions, rule, Set.of("Next", "Assign", "Comment"));
  }

  private static Optional<Condition> read(ExpressionReader expressions, Element test,
      Set<String> besides) {
    test.text("Comment");
    List<String> tests = test.names().stream()
        .filter(name -> CONNECTIVES.contains(name) || OPERATORS.containsKey(name))
        .toList();
    if (tests.size() != 1) {
      test.diagnostics().schema(tests.isEmpty()
          ? "A choice rule must have a comparison operator"
          : "A choice rule must have exactly one of: " + tests, test.location());
      return Optional.empty();
    }
    String field = tests.getFirst();
    Set<String> allowed = new HashSet<>(besides);
    allowed.add(field);
    if (CONNECTIVES.contains(field)) {
      test.allow(allowed);
      return connective(expressions, test, field);
    }
    allowed.add(VARIABLE);
    test.allow(allowed);
    test.require(List.of(VARIABLE));
    Optional<VariableLookup> variable = expressions.lookup(test, VARIABLE);
    Operator operator = OPERATORS.get(field);
    return operator == null
        ? Optional.empty()
        : variable.flatMap(found -> operator.read(expressions, test, field, found));
  }

  private static Optional<Condition> connective(ExpressionReader expressions, Element test,
      String field) {
    Set<String> besides = Set.of("Comment");
    if (field.equals("Not")) {
      return test.object(field)
          .flatMap(inner -> read(expressions, inner, besides))
          .map(Condition.Not::new);
    }
    test.refuseEmpty(field);
    List<Element> elements = test.objects(field);
    List<Condition> conditions = new ArrayList<>();
    elements.forEach(inner -> read(expressions, inner, besides).ifPresent(conditions::add));
    if (conditions.isEmpty() || conditions.size() != elements.size()) {
      return Optional.empty();
    }
    return Optional.of(
        field.equals("And") ? new Condition.And(conditions) : new Condition.Or(conditions));
  }

  private static Map<String, Operator> operators() {
    Map<String, Operator> operators = new HashMap<>();
    for (Kind kind : Kind.values()) {
      List<Relation> relations = kind == Kind.BOOLEAN
          ? List.of(Relation.EQUALS)
          : List.of(Relation.values());
      for (Relation relation : relations) {
        String name = kind.spelling() + relation.spelling();
        operators.put(name, (_, test, field, variable) -> literal(kind, test, field)
            .map(comparand -> new Condition.Compare(variable, relation, comparand)));
        operators.put(name + "Path",
            (expressions, test, field, variable) -> expressions.lookup(test, field)
                .map(path -> new Condition.Compare(variable, relation,
                    new Comparand.Path(kind, path))));
      }
    }
    operators.put(MATCHES, (_, test, field, variable) -> test.text(field)
        .map(text -> new Condition.Matches(variable, TextPattern.of(text))));
    for (Trait trait : Trait.values()) {
      operators.put(trait.operator(), (_, test, field, variable) -> test.truth(field)
          .map(expected -> new Condition.Is(variable, trait, expected)));
    }
    return Map.copyOf(operators);
  }

  private static Optional<Comparand> literal(Kind kind, Element test, String field) {
    return switch (kind) {
      case STRING -> {
        TemplateWarnings.checkPath(test, field);
        yield test.text(field).map(Comparand.Text::new);
      }
      case NUMERIC -> numeric(test, field);
      case TIMESTAMP -> WaitReader.timestamp(test, field).map(Comparand.Timestamp::new);
      case BOOLEAN -> test.truth(field).map(Comparand.Truth::new);
    };
  }

  private static Optional<Comparand> numeric(Element test, String field) {
    Optional<BigDecimal> number = test.decimal(field);
    return number.map(Comparand.Numeric::new);
  }
}
