package dev.pawl.chaos;

import dev.pawl.chaos.Journal.Fact;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.identity.IdempotencyTokens;
import dev.pawl.core.identity.Shards;
import dev.pawl.core.json.Payload;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks at everything after the nodes have stopped; the database must be up. */
final class Verification {
  /** No attempt of the load's definitions has a higher number. */
  private static final int MOST_ATTEMPTS = 16;

  private static final String LEFT = """
      select (select count(*) from shard_lease where expires_at > now()) as leases,
        (select count(*) from node where expires_at > now()) as nodes,
        (select count(*) from pg_stat_activity where application_name = 'pawl') as connections,
        (select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid
          where a.application_name = 'pawl') as locks
      """;

  /** Rows of executions and Map runs that are over, or never were. */
  private static final String STRAY = """
      select (select count(*) from run r
          where not exists (select from execution e where e.shard = r.shard and e.id = r.id)
            and not exists (select from map_run m where m.shard = r.shard and m.id = r.id and m.status = 'RUNNING'))
        + (select count(*) from map_run m where m.status = 'RUNNING')
        + (select count(*) from map_item i
          where not exists (select from run r where r.shard = i.shard and r.id = i.id)) as stray
      """;

  private final Evidence evidence;
  private final Findings findings = new Findings();
  private final Map<String, Fact> starts = new HashMap<>();
  private final Set<String> stopped = new HashSet<>();
  private final Map<String, List<Fact>> deliveries = new HashMap<>();
  private final Map<String, String> deliveredNonces = new HashMap<>();
  private final Map<String, List<Fact>> acceptedTokens = new HashMap<>();
  private final Set<String> acceptedResults = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> sentNonces = new HashSet<>();
  private final Families families = new Families(findings);

  private Verification(Evidence evidence) {
    this.evidence = evidence;
  }

  /** All ten. */
  static Findings of(Evidence evidence) throws SQLException {
    var verification = new Verification(evidence);
    verification.readJournals();
    try (Connection connection = evidence.postgres().connect()) {
      var archive = new Archive();
      for (int shard = 0; shard < Shards.COUNT; shard++) {
        for (Stored stored : archive.load(connection, shard, null)) {
          verification.check(stored);
        }
      }
      verification.leftBehind(connection);
      verification.stray(connection);
    }
    verification.families();
    verification.missing();
    verification.deliveries();
    verification.express();
    verification.staleWrites();
    LogCheck.run(evidence, verification.findings);
    verification.recoveries();
    return verification.findings;
  }

  private void readJournals() {
    for (Fact fact : evidence.told().facts()) {
      switch (fact.what()) {
        case "started" -> starts.put(fact.text("arn"), fact);
        case "stopped" -> stopped.add(fact.text("arn"));
        case "repeated" -> findings.count(Verdict.V6, "repeated", 1);
        case "complaint" -> findings.violation(Verdict.valueOf(fact.text("verdict")), fact.at(),
            fact.text("text"));
        default -> {
          // The others are looked at on their own.
        }
      }
    }
    for (Fact fact : evidence.ledger().facts()) {
      switch (fact.what()) {
        case "delivered" -> {
          deliveries.computeIfAbsent(fact.text("key"), _ -> new ArrayList<>()).add(fact);
          deliveredNonces.put(fact.text("nonce"), fact.text("key"));
        }
        case "sending" -> sentNonces.add(fact.text("nonce"));
        case "token" -> {
          findings.count(Verdict.V8, "tokens", fact.is("accepted") ? 1 : 0);
          if (fact.is("accepted")) {
            acceptedTokens.computeIfAbsent(fact.text("key"), _ -> new ArrayList<>()).add(fact);
          }
        }
        default -> {
          // The others are for people.
        }
      }
    }
    evidence.samples().violations().forEach(
        found -> findings.violation(found.verdict(), found.at(), found.text()));
    findings.count(Verdict.V3, "folded while open",
        evidence.samples().counted(Verdict.V3, "folded"));
  }

  // --- one execution ---

  private void check(Stored stored) {
    new HistoryCheck(stored, findings).run();
    String arn = stored.execution().arn();
    if (!names.add(arn)) {
      findings.violation(Verdict.V6, stored.execution().startedAt(), arn + " is there twice");
    }
    findings.count(Verdict.V1, "stored", 1);
    Fact fact = starts.remove(arn);
    if (fact != null) {
      started(stored, fact);
    }
    families.add(stored);
    Workflow workflow = stored.workflow();
    if (stored.isRunning() && workflow != Workflow.SLEEPER) {
      violation(Verdict.V1, stored, "is still open, at " + stored.state());
    }
    calls(stored);
  }

  private void violation(Verdict verdict, Stored stored, String text) {
    findings.violation(verdict, stored.execution().startedAt(),
        stored.execution().arn() + " (" + stored.execution().id() + ") " + text);
  }

  private void started(Stored stored, Fact fact) {
    findings.count(Verdict.V1, "accepted", 1);
    findings.count(Verdict.V1, "found", 1);
    findings.count(Verdict.V1, "open", stored.isRunning() ? 1 : 0);
    Workflow workflow = stored.workflow();
    String input = fact.text("input");
    if (!input.isEmpty() && !stored.execution().input().text().equals(input)) {
      violation(Verdict.V1, stored, "has another input than was acknowledged");
    }
    if (!stored.isRunning() && !workflow.ends().contains(stored.status())) {
      violation(Verdict.V1, stored, "ended as " + stored.status() + ": " + stored.error() + ", "
          + stored.cause());
    }
    if (stopped.contains(stored.execution().arn()) && workflow == Workflow.STOP
        && stored.isRunning()) {
      violation(Verdict.V1, stored, "runs although it was stopped");
    }
    Payload output = stored.output();
    if (stored.status().equals("SUCCEEDED")
        && !workflow.isRight(stored.execution().input().tree(),
            output == null ? null : output.tree())) {
      findings.count(Verdict.V8, "wrong outputs", 1);
      violation(workflow.isMap() ? Verdict.V8 : Verdict.V1, stored,
          "ended with a wrong output");
    }
    if (workflow == Workflow.MAP && stored.status().equals("SUCCEEDED")) {
      findings.count(Verdict.V8, "maps", 1);
    }
  }

  /** V5 and the tokens of V8: what the history says of calls, against the ledger. */
  private void calls(Stored stored) {
    UUID id = stored.execution().id();
    int scheduled = 0;
    Set<String> outputs = new HashSet<>();
    for (HistoryEvent event : stored.events()) {
      if (HistoryCheck.isScheduled(event)) {
        scheduled++;
      }
      if (HistoryCheck.isResult(event.type())) {
        String nonce = nonce(event);
        outputs.add(nonce);
        result(stored, event, nonce);
      }
    }
    if (stored.workflow() == Workflow.PARENT) {
      // Its token is answered in the name of its child.
      tokens(stored, stored.execution().name(), outputs);
    }
    int delivered = 0;
    for (int seq = 1; seq <= scheduled; seq++) {
      for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        String key = IdempotencyTokens.of(id, seq, attempt);
        List<Fact> found = deliveries.remove(key);
        if (found != null) {
          delivered++;
          delivered(stored, key, found, outputs);
        }
      }
    }
    if (delivered > scheduled) {
      violation(Verdict.V5, stored, "has " + scheduled + " attempts, and " + delivered
          + " were delivered");
    }
  }

  private void result(Stored stored, HistoryEvent event, String nonce) {
    if (nonce.isEmpty()) {
      return;
    }
    findings.count(Verdict.V5, "results", 1);
    if (!acceptedResults.add(nonce)) {
      violation(Verdict.V5, stored, "has a result twice, at event " + event.id());
    }
    if (!sentNonces.contains(nonce) && !deliveredNonces.containsKey(nonce)) {
      violation(Verdict.V5, stored, "has a result that nobody gave, at event " + event.id());
    }
  }

  private static String nonce(HistoryEvent event) {
    Payload output = switch (event.details()) {
      case EventDetails.Output(Payload value) -> value;
      case EventDetails.TaskOutput task -> task.output();
      default -> Payload.NULL;
    };
    return find(output.tree());
  }

  /** The nonce of a function's answer, also within what lambda:invoke puts around it. */
  private static String find(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> members)) {
      return "";
    }
    Object nonce = members.get("nonce");
    return nonce instanceof String text ? text : find(members.get("Payload"));
  }

  private void delivered(Stored stored, String key, List<Fact> found, Set<String> outputs) {
    findings.count(Verdict.V5, "delivered", found.size());
    findings.count(Verdict.V5, "repeated", found.size() - 1L);
    if (found.size() > 1) {
      // Functions may not be sent twice, whatever happens: nobody knows what they do.
      violation(Verdict.V5, stored, "was delivered " + found.size() + " times with one key, at "
          + found.stream().map(Fact::at).toList());
    }
    tokens(stored, key, outputs);
  }

  private void tokens(Stored stored, String key, Set<String> outputs) {
    List<Fact> accepted = acceptedTokens.getOrDefault(key, List.of());
    if (accepted.size() > 1) {
      violation(Verdict.V8, stored, "had its token accepted " + accepted.size() + " times");
    }
    for (Fact fact : accepted) {
      if (!outputs.contains(fact.text("nonce"))) {
        violation(Verdict.V8, stored, "does not have the answer that was accepted at "
            + fact.at());
      }
    }
  }

  // --- the rest of the journals ---

  private void families() {
    List<Fact> items = deliveries.values().stream().flatMap(List::stream)
        .filter(fact -> fact.text("function").equals("item")).toList();
    deliveries.values().removeIf(found -> found.getFirst().text("function").equals("item"));
    families.check(evidence.told().facts().stream()
        .filter(fact -> fact.what().equals("described")).toList(), items);
  }

  private void missing() {
    starts.forEach((arn, fact) -> {
      findings.count(Verdict.V1, "accepted", 1);
      findings.violation(Verdict.V1, fact.at(), arn + " was acknowledged and is not there");
    });
  }

  /** What is left in the ledger belongs to no attempt that the database knows, except the Express ones. */
  private void deliveries() {
    deliveries.forEach((key, found) -> {
      Fact first = found.getFirst();
      if (!first.text("function").equals("express")) {
        findings.violation(Verdict.V5, first.at(), "the call " + key + " of "
            + first.text("execution") + " was made, and no commit asked for it");
      }
    });
    findings.count(Verdict.V5, "unexplained", findings.violations(Verdict.V5));
  }

  private void express() {
    Map<String, Integer> runs = new HashMap<>();
    for (Fact fact : evidence.ledger().facts()) {
      if (fact.what().equals("delivered") && fact.text("function").equals("express")) {
        runs.merge(fact.text("execution"), 1, Integer::sum);
      }
    }
    for (Fact fact : evidence.told().facts()) {
      if (fact.what().equals("express")) {
        int times = runs.getOrDefault(fact.text("name"), 0);
        findings.count(Verdict.V8, "express", 1);
        if (times > 1 || (times == 0 && fact.text("status").equals("SUCCEEDED"))) {
          findings.violation(Verdict.V8, fact.at(), fact.text("name") + " was "
              + fact.text("status") + " and ran " + times + " times");
        }
      }
    }
  }

  private void staleWrites() {
    long pauses = 0;
    long refused = 0;
    for (Round round : evidence.rounds()) {
      refused += round.refused();
      pauses += round.kind().isLongPause() ? 1 : 0;
    }
    findings.count(Verdict.V7, "refused", refused);
    findings.count(Verdict.V7, "long pauses", pauses);
    if (pauses > 0 && refused == 0) {
      findings.violation(Verdict.V7, evidence.rounds().getFirst().begun(),
          "no stale write was refused, so that nothing is proven");
    }
    if (findings.counted(Verdict.V7, "applied") > 0) {
      findings.violation(Verdict.V7, evidence.rounds().isEmpty()
          ? Instant.EPOCH
          : evidence.rounds().getFirst().begun(), "stale writes were applied");
    }
  }

  private void leftBehind(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LEFT)) {
      row.next();
      for (String what : List.of("leases", "nodes", "connections", "locks")) {
        findings.count(Verdict.V9, what, row.getLong(what));
        if (row.getLong(what) > 0) {
          findings.violation(Verdict.V9, Instant.now(),
              row.getLong(what) + " " + what + " are left after the nodes have stopped");
        }
      }
    }
  }

  private void stray(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STRAY)) {
      row.next();
      findings.count(Verdict.V3, "stray rows", row.getLong("stray"));
      if (row.getLong("stray") > 0) {
        findings.violation(Verdict.V3, Instant.now(), row.getLong("stray")
            + " rows of open executions and Map runs belong to none");
      }
    }
  }

  private void recoveries() {
    for (Round round : evidence.rounds()) {
      findings.count(Verdict.V10, "rounds", 1);
      if (round.recovery().isEmpty()) {
        findings.violation(Verdict.V10, round.begun(), round.kind().title()
            + ": the load did not go through again within " + Probe.LONGEST.toSeconds() + " s");
      }
    }
  }
}
