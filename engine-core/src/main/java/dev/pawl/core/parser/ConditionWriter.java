package dev.pawl.core.parser;

import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.Condition;
import dev.pawl.core.asl.Condition.Comparand;
import dev.pawl.core.asl.Condition.Kind;
import dev.pawl.core.asl.Condition.Relation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints the rules of a Choice. */
final class ConditionWriter {
  private ConditionWriter() {}

  static Map<String, @Nullable Object> rule(ChoiceRule rule) {
    StateFields fields = new StateFields();
    condition(rule.condition(), fields);
    fields.put("Assign", rule.assign());
    fields.put("Output", rule.output());
    fields.put("Next", rule.next());
    return fields.tree();
  }

  private static Map<String, @Nullable Object> condition(Condition condition) {
    StateFields fields = new StateFields();
    condition(condition, fields);
    return fields.tree();
  }

  private static List<Map<String, @Nullable Object>> conditions(List<Condition> conditions) {
    return conditions.stream().map(ConditionWriter::condition).toList();
  }

  private static void condition(Condition condition, StateFields fields) {
    switch (condition) {
      case Condition.Computed(_, var expression) ->
        fields.put("Condition", Optional.of(expression));
      case Condition.And(List<Condition> all) -> fields.put("And", conditions(all));
      case Condition.Or(List<Condition> any) -> fields.put("Or", conditions(any));
      case Condition.Not(Condition inner) -> fields.put("Not", condition(inner));
      case Condition.Compare(var variable, Relation relation, Comparand comparand) -> {
        fields.put("Variable", variable.source());
        compare(relation, comparand, fields);
      }
      case Condition.Matches(var variable, var pattern) -> {
        fields.put("Variable", variable.source());
        fields.put("StringMatches", pattern.source());
      }
      case Condition.Is(var variable, var trait, boolean expected) -> {
        fields.put("Variable", variable.source());
        fields.put(trait.operator(), expected);
      }
    }
  }

  private static void compare(Relation relation, Comparand comparand, StateFields fields) {
    switch (comparand) {
      case Comparand.Text(String value) -> fields.put(name(Kind.STRING, relation), value);
      case Comparand.Numeric(BigDecimal value) ->
        fields.put(name(Kind.NUMERIC, relation), value);
      case Comparand.Timestamp(Instant at) ->
        fields.put(name(Kind.TIMESTAMP, relation), DefinitionWriter.timestamp(at));
      case Comparand.Truth(boolean value) -> fields.put(name(Kind.BOOLEAN, relation), value);
      case Comparand.Path(Kind kind, var lookup) ->
        fields.put(name(kind, relation) + "Path", lookup.source());
    }
  }

  private static String name(Kind kind, Relation relation) {
    return kind.spelling() + relation.spelling();
  }
}
