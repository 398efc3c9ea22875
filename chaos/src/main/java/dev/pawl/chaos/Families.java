package dev.pawl.chaos;

import dev.pawl.chaos.Journal.Fact;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.Arn;
import dev.pawl.core.interpreter.Parent;
import dev.pawl.core.json.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Holds what executions have started against those that have started it: each child once, none lost, none too many. */
final class Families {
  private static final String SUCCEEDED = "SUCCEEDED";

  /** The ways in which {@link Workflow#PARENT} starts its children, as it says in their inputs. */
  private static final List<String> FORMS = List.of("told", "awaited", "asked");

  private final Findings findings;

  /** By the Map run, then by the child's number. */
  private final Map<UUID, Map<Integer, List<Child>>> ofMapRuns = new HashMap<>();

  /** By the parent's name, then by the form. */
  private final Map<String, Map<String, List<Child>>> started = new HashMap<>();
  private final List<Fanout> fanouts = new ArrayList<>();
  private final List<Starter> starters = new ArrayList<>();

  /** What must be known of a child. */
  private record Child(String arn, String status, Instant startedAt, @Nullable Instant stoppedAt) {
    static Child of(Stored stored) {
      return new Child(stored.execution().arn(), stored.status(), stored.execution().startedAt(),
          stored.stoppedAt());
    }
  }

  /** An execution with a Distributed Map. */
  private record Fanout(Workflow workflow, Child self, String name, List<?> items,
      List<UUID> mapRuns) {}

  /**
   * An execution that starts others.
   *
   * @param output null where there is none
   */
  private record Starter(Child self, String name, @Nullable Object output) {}

  Families(Findings findings) {
    this.findings = findings;
    findings.count(Verdict.V8, "children", 0);
  }

  /** Notes who an execution's relatives are. */
  void add(Stored stored) {
    Child child = Child.of(stored);
    if (stored.mapRun().isPresent()) {
      Parent.MapRun run = stored.mapRun().get();
      ofMapRuns.computeIfAbsent(run.mapRun(), _ -> new HashMap<>())
          .computeIfAbsent(run.index(), _ -> new ArrayList<>()).add(child);
      findings.count(Verdict.V8, "children", 1);
      return;
    }
    Object input = stored.execution().input().tree();
    String name = stored.execution().name();
    switch (stored.workflow()) {
      case FANOUT, EXPRESS_FANOUT -> fanouts.add(new Fanout(stored.workflow(), child, name,
          at(input, "items") instanceof List<?> items ? items : List.of(), mapRuns(stored)));
      case PARENT -> {
        Payload output = stored.output();
        starters.add(new Starter(child, name, output == null ? null : output.tree()));
      }
      case CHILD -> {
        if (at(input, "parent") instanceof String parent) {
          started.computeIfAbsent(parent, _ -> new HashMap<>())
              .computeIfAbsent(String.valueOf(at(input, "form")), _ -> new ArrayList<>())
              .add(child);
          findings.count(Verdict.V8, "children", 1);
        }
      }
      default -> {
        // The others have no relatives.
      }
    }
  }

  private static List<UUID> mapRuns(Stored stored) {
    List<UUID> runs = new ArrayList<>();
    for (HistoryEvent event : stored.events()) {
      if (event.details() instanceof EventDetails.MapRunStarted(String arn)
          && Arn.parse(arn).orElse(null) instanceof Arn.MapRun run) {
        runs.add(UUID.fromString(run.id()));
      }
    }
    return runs;
  }

  /** A member of an object within objects; null where it is absent. */
  private static @Nullable Object at(@Nullable Object tree, String... path) {
    @Nullable
    Object found = tree;
    for (String member : path) {
      found = found instanceof Map<?, ?> map ? map.get(member) : null;
    }
    return found;
  }

  /**
   * All that was noted.
   *
   * @param described what DescribeMapRun said when all had ended
   * @param items the calls that Express children made
   */
  void check(List<Fact> described, List<Fact> items) {
    Map<String, List<Fact>> told = described.stream()
        .collect(Collectors.groupingBy(fact -> fact.text("execution")));
    Map<String, List<Fact>> calls = items.stream()
        .collect(Collectors.groupingBy(fact -> fact.text("execution")));
    for (Fanout fanout : fanouts) {
      findings.count(Verdict.V8, "maps", 1);
      List<Child> children = fanout.workflow() == Workflow.FANOUT ? standard(fanout) : List.of();
      if (fanout.workflow() == Workflow.EXPRESS_FANOUT) {
        express(fanout, calls.getOrDefault(fanout.name(), List.of()));
      }
      counts(fanout, children, told.getOrDefault(fanout.self().arn(), List.of()));
      fanout.mapRuns().forEach(ofMapRuns::remove);
      calls.remove(fanout.name());
    }
    ofMapRuns.forEach((run, children) -> children.values().forEach(found -> violation(
        found.getFirst(), "is a child of the Map run " + run + ", which no history knows")));
    calls.forEach((name, found) -> findings.violation(Verdict.V5, found.getFirst().at(),
        "a child of " + name + ", which is not there, has made a call"));
    starters.forEach(this::starter);
    started.forEach((parent, forms) -> forms.values().forEach(
        found -> violation(found.getFirst(), "was started by " + parent + ", which is not there")));
  }

  private void violation(Child who, String text) {
    findings.violation(Verdict.V8, who.startedAt(), who.arn() + " " + text);
  }

  /** The children of a Map run: one for each item. */
  private List<Child> standard(Fanout fanout) {
    List<Child> all = new ArrayList<>();
    Set<Integer> numbers = new HashSet<>();
    for (UUID run : fanout.mapRuns()) {
      ofMapRuns.getOrDefault(run, Map.of()).forEach((number, children) -> {
        numbers.add(number);
        all.addAll(children);
        if (children.size() > 1) {
          violation(fanout.self(), "has child " + number + " " + children.size() + " times");
        }
      });
    }
    if (fanout.self().status().equals(SUCCEEDED)) {
      Set<Integer> expected = IntStream.range(0, fanout.items().size()).boxed()
          .collect(Collectors.toSet());
      if (fanout.mapRuns().size() != 1 || !numbers.equals(expected)) {
        violation(fanout.self(), "has " + fanout.mapRuns().size() + " Map runs with the children "
            + numbers + " for " + expected.size() + " items");
      }
      all.stream().filter(child -> !child.status().equals(SUCCEEDED)).forEach(
          child -> violation(child, "is " + child.status() + ", and its Map run succeeded"));
    }
    return all;
  }

  /** Express children run at least once: each item's call was made, and may have been made more often. */
  private void express(Fanout fanout, List<Fact> calls) {
    Set<String> made = calls.stream().map(fact -> fact.text("n")).collect(Collectors.toSet());
    Set<String> expected = fanout.items().stream().map(String::valueOf)
        .collect(Collectors.toSet());
    if (!expected.containsAll(made)
        || (fanout.self().status().equals(SUCCEEDED) && !made.containsAll(expected))) {
      violation(fanout.self(), "has called for " + made + " of the items " + expected);
    }
    findings.count(Verdict.V8, "express children", made.size());
    findings.count(Verdict.V8, "express calls repeated", (long) calls.size() - made.size());
  }

  private void counts(Fanout fanout, List<Child> children, List<Fact> described) {
    if (!fanout.self().status().equals(SUCCEEDED)) {
      return;
    }
    if (described.size() != 1) {
      violation(fanout.self(), "has " + described.size() + " Map runs by the API");
      return;
    }
    Fact fact = described.getFirst();
    int items = fanout.items().size();
    int executions = fanout.workflow() == Workflow.FANOUT ? children.size() : items;
    if (!fact.text("status").equals(SUCCEEDED) || number(fact, "items") != items
        || number(fact, "itemsSucceeded") != items || number(fact, "executions") != executions
        || number(fact, "executionsSucceeded") != executions) {
      violation(fanout.self(), "has " + items + " items and " + executions
          + " children, and DescribeMapRun says " + fact.members());
    }
  }

  private static long number(Fact fact, String member) {
    return fact.members().get(member) instanceof Number number ? number.longValue() : -1;
  }

  /** An execution that starts others: one in each way. */
  private void starter(Starter starter) {
    Map<String, List<Child>> forms = started.getOrDefault(starter.name(), Map.of());
    boolean isOver = starter.self().status().equals(SUCCEEDED);
    for (String form : FORMS) {
      List<Child> children = forms.getOrDefault(form, List.of());
      if (children.size() > 1 || (isOver && children.isEmpty())) {
        violation(starter.self(), "has " + children.size() + " children that it has " + form);
      }
    }
    if (isOver) {
      same(starter, "told", forms.getOrDefault("told", List.of()));
      List<Child> awaited = forms.getOrDefault("awaited", List.of());
      same(starter, "awaited", awaited);
      for (Child child : awaited) {
        Instant end = starter.self().stoppedAt();
        if (!child.status().equals(SUCCEEDED) || child.stoppedAt() == null || end == null
            || child.stoppedAt().isAfter(end)) {
          violation(child, "is " + child.status() + " and stopped at " + child.stoppedAt()
              + ", and its parent has waited for its success until " + end);
        }
      }
    }
    started.remove(starter.name());
  }

  /** The child that the parent was told of is the one that is there. */
  private void same(Starter starter, String form, List<Child> children) {
    Object arn = at(starter.output(), form, "arn");
    if (children.stream().noneMatch(child -> child.arn().equals(arn))) {
      violation(starter.self(), "has " + form + " " + arn + ", which is not there");
    }
  }
}
