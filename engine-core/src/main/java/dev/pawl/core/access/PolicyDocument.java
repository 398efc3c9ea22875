package dev.pawl.core.access;

import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An identity policy, as IAM's: what those who have it may do. What is not understood is refused when it is written. */
public final class PolicyDocument {
  /** The longest policy, in characters, as IAM's managed policies. */
  public static final int LONGEST = 6_144;

  private static final int MOST_STATEMENTS = 100;
  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
  private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_ELEMENTS = Set.of("Sid", "Effect", "Action",
      "NotAction", "Resource", "NotResource", "Condition");
  private static final Set<String> KEYS = Set.of("aws:sourceip", "aws:currenttime",
      "aws:epochtime", "aws:securetransport", "aws:principalaccount", "aws:principalarn",
      "aws:principaltype", "aws:username", "aws:requestedregion", "aws:useragent",
      "states:httpendpoint", "states:httpmethod", "states:statemachinequalifier",
      "iam:passedtoservice", "iam:associatedresourcearn");

  private final List<Statement> statements;

  private PolicyDocument(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  List<Statement> statements() {
    return statements;
  }

  /** Denies everything: stands for a policy that cannot be read any more. */
  public static PolicyDocument denyAll() {
    return all(Statement.Effect.DENY);
  }

  /** Allows everything. */
  public static PolicyDocument allowAll() {
    return all(Statement.Effect.ALLOW);
  }

  private static PolicyDocument all(Statement.Effect effect) {
    Statement.Pattern all = new Statement.Pattern(false, List.of("*"));
    return new PolicyDocument(List.of(new Statement(effect, all, all, List.of())));
  }

  /**
   * Reads a policy.
   *
   * @param json its document
   * @throws InvalidPolicyException which says what is not understood, and where
   */
  public static PolicyDocument parse(String json) {
    if (json.length() > LONGEST) {
      throw new InvalidPolicyException(
          "The policy has more than " + LONGEST + " characters.");
    }
    Object tree;
    try {
      tree = Json.parseWithoutDuplicates(json);
    } catch (InvalidJsonException e) {
      throw new InvalidPolicyException("The policy is not JSON: " + e.getMessage());
    }
    Map<?, ?> policy = object(tree, "The policy");
    known(policy, ELEMENTS, "The policy");
    if (!(policy.get("Version") instanceof String version) || !VERSIONS.contains(version)) {
      throw new InvalidPolicyException("The policy's Version must be 2012-10-17.");
    }
    Object listed = policy.get("Statement");
    List<?> statements = listed instanceof List<?> list
        ? list
        : listed == null ? List.of() : List.of(listed);
    if (statements.isEmpty() || statements.size() > MOST_STATEMENTS) {
      throw new InvalidPolicyException(
          "The policy must have 1 to " + MOST_STATEMENTS + " elements in Statement.");
    }
    List<Statement> read = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      read.add(statement(statements.get(i), "Statement[" + i + "]"));
    }
    return new PolicyDocument(read);
  }

  private static Statement statement(@Nullable Object tree, String place) {
    Map<?, ?> statement = object(tree, place);
    known(statement, STATEMENT_ELEMENTS, place);
    Statement.Effect effect = switch (String.valueOf(statement.get("Effect"))) {
      case "Allow" -> Statement.Effect.ALLOW;
      case "Deny" -> Statement.Effect.DENY;
      default -> throw new InvalidPolicyException(place + ".Effect must be Allow or Deny.");
    };
    Statement.Pattern actions = pattern(statement, "Action", place);
    for (String action : actions.patterns()) {
      if (!action.equals("*") && !action.matches("[A-Za-z0-9-]+:[A-Za-z0-9*?]+")) {
        throw new InvalidPolicyException(
            place + " has '" + action + "', which is no action such as states:StartExecution.");
      }
    }
    Statement.Pattern resources = pattern(statement, "Resource", place);
    for (String resource : resources.patterns()) {
      if (!Operator.isArn(resource)) {
        throw new InvalidPolicyException(
            place + " has '" + resource + "', which is neither an ARN of six parts nor *.");
      }
    }
    return new Statement(effect, actions, resources,
        conditions(statement.get("Condition"), place + ".Condition"));
  }

  private static Statement.Pattern pattern(Map<?, ?> statement, String name, String place) {
    Object plain = statement.get(name);
    Object negated = statement.get("Not" + name);
    if ((plain == null) == (negated == null)) {
      throw new InvalidPolicyException(
          place + " must have either " + name + " or Not" + name + ".");
    }
    List<String> patterns = texts(plain == null ? negated : plain, place + "." + name);
    return new Statement.Pattern(plain == null, patterns);
  }

  private static List<Condition> conditions(@Nullable Object tree, String place) {
    if (tree == null) {
      return List.of();
    }
    List<Condition> conditions = new ArrayList<>();
    object(tree, place).forEach((operator, keys) -> {
      String where = place + "." + operator;
      object(keys, where).forEach((key, values) -> conditions
          .add(condition((String) operator, (String) key, values, where)));
    });
    return conditions;
  }

  private static Condition condition(String written, String key, @Nullable Object tree,
      String place) {
    Condition.Quantifier quantifier = written.startsWith("ForAnyValue:")
        ? Condition.Quantifier.FOR_ANY_VALUE
        : written.startsWith("ForAllValues:")
            ? Condition.Quantifier.FOR_ALL_VALUES
            : Condition.Quantifier.ONE;
    String name = written.substring(written.indexOf(':') + 1);
    boolean ifExists = name.endsWith("IfExists");
    Operator operator = Optional
        .of(ifExists ? name.substring(0, name.length() - "IfExists".length()) : name)
        .filter(_ -> quantifier != Condition.Quantifier.ONE || written.equals(name))
        .flatMap(Operator::named)
        .filter(known -> known != Operator.NULL || written.equals("Null"))
        .orElseThrow(() -> new InvalidPolicyException(
            place + " is no operator that Pawl knows."));
    String known = key.toLowerCase(Locale.ROOT);
    if (!KEYS.contains(known)) {
      throw new InvalidPolicyException(
          place + " has the key '" + key + "', which Pawl does not know.");
    }
    List<String> values = texts(tree, place + "." + key);
    for (String value : values) {
      if (!operator.takes(value)) {
        throw new InvalidPolicyException(
            place + "." + key + " has '" + value + "', which its operator cannot compare.");
      }
    }
    return new Condition(operator, quantifier, ifExists, known, values);
  }

  private static List<String> texts(@Nullable Object tree, String place) {
    List<?> items = tree instanceof List<?> list ? list : tree == null ? List.of() : List.of(tree);
    if (items.isEmpty()) {
      throw new InvalidPolicyException(place + " must have a value.");
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof String || item instanceof Boolean || item instanceof Number)
          || item.toString().isEmpty()) {
        throw new InvalidPolicyException(place + " must be a text or a list of texts.");
      }
      if (item.toString().contains("${")) {
        throw new InvalidPolicyException(
            place + " has a policy variable, and Pawl knows none.");
      }
      texts.add(item.toString());
    }
    return texts;
  }

  private static Map<?, ?> object(@Nullable Object tree, String place) {
    if (tree instanceof Map<?, ?> object) {
      return object;
    }
    throw new InvalidPolicyException(place + " must be an object.");
  }

  private static void known(Map<?, ?> object, Set<String> names, String place) {
    for (Object name : object.keySet()) {
      if (!names.contains(name)) {
        throw new InvalidPolicyException(
            place + " has the element '" + name + "', which Pawl does not know.");
      }
    }
  }
}
