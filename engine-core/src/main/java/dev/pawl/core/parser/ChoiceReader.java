package dev.pawl.core.parser;

import dev.pawl.core.asl.ChoiceRule;
import dev.pawl.core.asl.ChoiceState;
import dev.pawl.core.asl.Condition;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a Choice state with its rules. */
final class ChoiceReader {
  private static final String CHOICES = "Choices";
  private static final String CONDITION = "Condition";
  private static final String OUTPUT = "Output";
  private static final Set<String> JSONATA_RULE_FIELDS = Set.of(CONDITION, "Assign", OUTPUT,
      "Next", "Comment");

  private ChoiceReader() {}

  static Optional<ChoiceState> read(StateSource state) {
    Element fields = state.fields();
    var flow = DataFlowReader.read(state, Reach.INPUT_CONTEXT);
    fields.refuseEmpty(CHOICES);
    List<Element> elements = fields.objects(CHOICES);
    List<ChoiceRule> rules = new ArrayList<>();
    elements.forEach(element -> rule(state, element).ifPresent(rules::add));
    Optional<String> defaultState = fields.text("Default");
    return rules.size() == elements.size()
        ? Optional.of(new ChoiceState(state.name(), flow, rules, defaultState))
        : Optional.empty();
  }

  private static Optional<ChoiceRule> rule(StateSource state, Element rule) {
    List<String> foreign = rule.names().stream()
        .filter(name -> state.jsonata()
            ? ConditionReader.isPathField(name)
            : name.equals(CONDITION) || name.equals(OUTPUT))
        .toList();
    if (!foreign.isEmpty()) {
      foreign.forEach(name -> rule.refuse(name, state.language(), true));
      return Optional.empty();
    }
    rule.require(state.jsonata() ? List.of(CONDITION, "Next") : List.of("Next"));
    Optional<String> next = rule.text("Next");
    var assign = AssignReader.read(state, rule, Reach.INPUT_CONTEXT);
    if (!state.jsonata()) {
      return ConditionReader.readRule(state.expressions(), rule)
          .flatMap(condition -> next
              .map(target -> new ChoiceRule(condition, assign, Optional.empty(), target)));
    }
    rule.allow(JSONATA_RULE_FIELDS);
    rule.text("Comment");
    var output = state.expressions().jsonata(rule, OUTPUT, Reach.INPUT_CONTEXT);
    return condition(state, rule)
        .flatMap(condition -> next
            .map(target -> new ChoiceRule(condition, assign, output, target)));
  }

  private static Optional<Condition> condition(StateSource state, Element rule) {
    if (rule.has(CONDITION) && !(rule.value(CONDITION) instanceof Boolean)
        && !state.expressions().isExpression(rule, CONDITION)) {
      rule.schema("Value must be a boolean or a JSONata expression", CONDITION);
      return Optional.empty();
    }
    return state.expressions()
        .jsonata(rule, CONDITION, Reach.INPUT_CONTEXT)
        .map(expression -> new Condition.Computed(state.expressions().name(rule, CONDITION),
            expression));
  }
}
