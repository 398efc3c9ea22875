package dev.pawl.core.identity;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Amazon Resource Names of Step Functions: {@code arn:aws:states:<region>:<account>:<kind>:<name...>}.
 * {@link #text()} and {@link #parse} are each other's inverse.
 */
public sealed interface Arn {
  /** The region, e.g. {@code us-east-1}. */
  String region();

  /** The account's number, 12 digits. */
  String account();

  /** The ARN as it is written. */
  String text();

  /**
   * The account of an ARN that is known to be one, without a look at the rest.
   *
   * @throws IllegalArgumentException where it has no account
   */
  static String accountOf(String arn) {
    int start = 0;
    for (int colons = 0; colons < 4; colons++) {
      start = arn.indexOf(':', start) + 1;
      if (start == 0) {
        throw new IllegalArgumentException("no ARN: " + arn);
      }
    }
    int end = arn.indexOf(':', start);
    if (end < 0) {
      throw new IllegalArgumentException("no ARN: " + arn);
    }
    return arn.substring(start, end);
  }

  /**
   * A state machine.
   *
   * @param name 1 to 80 characters; with a slash and the Map state's label where a Distributed Map's child
   *     workflow is meant
   */
  record StateMachine(String region, String account, String name) implements Arn {
    /**
     * The ARN of an Express execution of it.
     *
     * @param id tells executions of one name apart
     */
    public Express express(String execution, UUID id) {
      return new Express(region, account, name, execution, id.toString());
    }

    @Override
    public String text() {
      return prefix(region, account) + "stateMachine:" + name;
    }
  }

  /** A published version of a state machine; {@code number} counts from 1. */
  record Version(StateMachine stateMachine, int number) implements Arn {
    @Override
    public String region() {
      return stateMachine.region();
    }

    @Override
    public String account() {
      return stateMachine.account();
    }

    @Override
    public String text() {
      return stateMachine.text() + ":" + number;
    }
  }

  /** A name that routes to one or two versions; never digits alone. */
  record Alias(StateMachine stateMachine, String name) implements Arn {
    @Override
    public String region() {
      return stateMachine.region();
    }

    @Override
    public String account() {
      return stateMachine.account();
    }

    @Override
    public String text() {
      return stateMachine.text() + ":" + name;
    }
  }

  /** An execution of a standard state machine. */
  record Execution(String region, String account, String stateMachine, String name)
      implements
        Arn {
    @Override
    public String text() {
      return prefix(region, account) + "execution:" + stateMachine + ":" + name;
    }
  }

  /** An execution of an express state machine; {@code id} tells executions of one name apart. */
  record Express(String region, String account, String stateMachine, String name, String id)
      implements
        Arn {
    @Override
    public String text() {
      return prefix(region, account) + "express:" + stateMachine + ":" + name + ":" + id;
    }
  }

  /** An activity, for which workers poll. */
  record Activity(String region, String account, String name) implements Arn {
    @Override
    public String text() {
      return prefix(region, account) + "activity:" + name;
    }
  }

  /** A run of a Distributed Map state; {@code label} is the state's. */
  record MapRun(String region, String account, String stateMachine, String label, String id)
      implements
        Arn {
    @Override
    public String text() {
      return prefix(region, account) + "mapRun:" + stateMachine + "/" + label + ":" + id;
    }
  }

  /** Reads an ARN; empty where the text is none, or one of another service or kind. */
  static Optional<Arn> parse(String text) {
    Matcher form = Form.ARN.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String region = form.group(1);
    String account = form.group(2);
    String[] parts = form.group(4).split(":", -1);
    return Optional.ofNullable(switch (form.group(3)) {
      case "stateMachine" -> stateMachine(region, account, parts);
      case "execution" ->
        Form.named(parts, 2) ? new Execution(region, account, parts[0], parts[1]) : null;
      case "express" -> Form.named(parts, 3)
          ? new Express(region, account, parts[0], parts[1], parts[2])
          : null;
      case "activity" -> Form.named(parts, 1) && parts[0].indexOf('/') < 0
          ? new Activity(region, account, parts[0])
          : null;
      case "mapRun" -> mapRun(region, account, parts);
      default -> null;
    });
  }

  private static @Nullable Arn stateMachine(
      String region, String account, String[] parts) {
    if (Form.named(parts, 1)) {
      return new StateMachine(region, account, parts[0]);
    }
    if (!Form.named(parts, 2)) {
      return null;
    }
    StateMachine machine = new StateMachine(region, account, parts[0]);
    if (Form.VERSION.matcher(parts[1]).matches()) {
      return new Version(machine, Integer.parseInt(parts[1]));
    }
    return Form.ALIAS.matcher(parts[1]).matches() ? new Alias(machine, parts[1]) : null;
  }

  private static @Nullable Arn mapRun(
      String region, String account, String[] parts) {
    if (!Form.named(parts, 2)) {
      return null;
    }
    int slash = parts[0].indexOf('/');
    return slash < 0
        ? null
        : new MapRun(
            region, account, parts[0].substring(0, slash), parts[0].substring(slash + 1), parts[1]);
  }

  private static String prefix(String region, String account) {
    return "arn:aws:states:" + region + ":" + account + ":";
  }

  /** What the parts of an ARN look like. */
  final class Form {
    private static final Pattern ARN = Pattern
        .compile("arn:aws:states:([a-z0-9-]{1,32}):(\\d{12}):([A-Za-z]{1,16}):(.{1,256})");
    /** A resource's name: no blank, control character, wildcard, bracket or mark that AWS refuses. */
    private static final Pattern NAME = Pattern
        .compile("[^\\p{Cntrl}\\s<>{}\\[\\]?*\"#%\\\\^|~`$&,;:/]{1,80}");
    private static final Pattern LABELLED = Pattern
        .compile(NAME.pattern() + "(/" + NAME.pattern() + ")?");
    private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern ALIAS = Pattern.compile("(?=.*[a-zA-Z_.-])[a-zA-Z0-9_.-]{1,80}");

    private Form() {}

    /** Whether these are so many names, of which the first may carry a label. */
    private static boolean named(String[] parts, int count) {
      if (parts.length != count || !LABELLED.matcher(parts[0]).matches()) {
        return false;
      }
      for (int i = 1; i < count; i++) {
        if (!NAME.matcher(parts[i]).matches()) {
          return false;
        }
      }
      return true;
    }
  }
}
