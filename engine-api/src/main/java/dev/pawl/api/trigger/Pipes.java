package dev.pawl.api.trigger;

import dev.pawl.api.access.Checked;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.core.json.Json;
import dev.pawl.db.Database;
import dev.pawl.db.trigger.TriggerKey;
import dev.pawl.db.trigger.TriggerKind;
import dev.pawl.db.trigger.TriggerRow;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.triggers.Pipe;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Pipes from SQS queues, as the API of EventBridge Pipes has them, for one account. */
public final class Pipes {
  private static final double MILLIS = 1_000.0;
  private static final String DESIRED = "DesiredState";

  /** What is kept as it was given. */
  private static final List<String> OBJECTS = List.of("SourceParameters", "TargetParameters",
      "EnrichmentParameters", "LogConfiguration");
  private static final List<String> TEXTS = List.of("Source", "Target", "RoleArn", "Enrichment",
      "KmsKeyIdentifier");

  private final Triggers triggers;
  private final TargetChecks checks;
  private final String region;
  private final String account;

  public Pipes(Database database, String region, String account) {
    this.triggers = database.triggers();
    this.checks = new TargetChecks("pipes.amazonaws.com", region, account);
    this.region = region;
    this.account = account;
  }

  private String arn(String name) {
    return "arn:aws:pipes:" + region + ':' + account + ":pipe/" + name;
  }

  private TriggerKey key(String name) {
    return new TriggerKey(account, TriggerKind.PIPE, "", name);
  }

  Map<String, @Nullable Object> create(String name, Asked asked) {
    return Checked.changing("pipes:CreatePipe", arn(name), () -> {
      String checked = new Asked(Map.of("Name", name)).name("Name");
      Pipe pipe = pipe(Map.of(), checked, asked);
      if (!triggers.add(key(checked), UUID.randomUUID(), pipe.toJson(), tags(asked), null)) {
        throw ApiError.CONFLICT.about("Pipe " + name + " already exists.");
      }
      return brief(row(name));
    });
  }

  private static String tags(Asked asked) {
    Map<String, String> tags = new LinkedHashMap<>();
    asked.object("Tags").ifPresent(given -> given.members()
        .forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value))));
    return Json.write(tags);
  }

  /** A pipe of what there was and what is asked for. */
  private Pipe pipe(Map<String, @Nullable Object> before, String name, Asked asked) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>(before);
    members.put("Arn", arn(name));
    members.put("Name", name);
    asked.description().ifPresent(text -> members.put("Description", text));
    TEXTS.forEach(member -> asked.text(member).ifPresent(text -> members.put(member, text)));
    OBJECTS.forEach(member -> asked.object(member).ifPresent(given -> members.put(member,
        member.equals("SourceParameters") && !before.isEmpty()
            ? merged(before.get(member), given.members())
            : given.members())));
    if (asked.any(DESIRED) != null || !members.containsKey(DESIRED)) {
      members.put(DESIRED, asked.word(DESIRED, "RUNNING", "STOPPED"));
    }
    for (String required : List.of("Source", "Target", "RoleArn")) {
      if (!members.containsKey(required)) {
        throw Asked.invalid("Parameter " + required + " is required");
      }
    }
    Pipe pipe = new Pipe(members);
    EventRules.valid(pipe::check, ApiError.VALIDATION);
    checks.passRole(pipe.role());
    return pipe;
  }

  /** An update has only those parameters of the source that it changes. */
  private static Map<?, ?> merged(@Nullable Object before, Map<?, ?> given) {
    Map<Object, @Nullable Object> merged = new LinkedHashMap<>();
    if (before instanceof Map<?, ?> old) {
      merged.putAll(old);
    }
    merged.putAll(given);
    return merged;
  }

  private TriggerRow row(String name) {
    return triggers.find(key(name)).orElseThrow(
        () -> ApiError.PIPE_NOT_FOUND.about("Pipe " + name + " does not exist."));
  }

  private Map<String, @Nullable Object> change(String action, String name,
      UnaryOperator<Pipe> changed) {
    return Checked.changing(action, arn(name), () -> {
      TriggerRow before = row(name);
      if (!triggers.change(before, changed.apply(Pipe.fromJson(before.body())).toJson(), null)) {
        throw ApiError.CONFLICT.about("Pipe " + name + " was changed by others. Try again.");
      }
      return brief(row(name));
    });
  }

  Map<String, @Nullable Object> update(String name, Asked asked) {
    return change("pipes:UpdatePipe", name, pipe -> pipe(pipe.members(), name, asked));
  }

  Map<String, @Nullable Object> start(String name) {
    return change("pipes:StartPipe", name, pipe -> desired(pipe, "RUNNING"));
  }

  Map<String, @Nullable Object> stop(String name) {
    return change("pipes:StopPipe", name, pipe -> desired(pipe, "STOPPED"));
  }

  private static Pipe desired(Pipe pipe, String state) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>(pipe.members());
    members.put(DESIRED, state);
    return new Pipe(members);
  }

  Map<String, @Nullable Object> describe(String name) {
    Checked.check("pipes:DescribePipe", arn(name));
    TriggerRow row = row(name);
    Map<String, @Nullable Object> shown = new LinkedHashMap<>(
        Pipe.fromJson(row.body()).members());
    shown.putAll(brief(row));
    shown.put("Tags", Json.parse(row.tags()));
    return shown;
  }

  private static Map<String, @Nullable Object> brief(TriggerRow row) {
    Pipe pipe = Pipe.fromJson(row.body());
    Map<String, @Nullable Object> brief = new LinkedHashMap<>();
    for (String member : List.of("Arn", "Name", DESIRED)) {
      brief.put(member, pipe.members().get(member));
    }
    brief.put("CurrentState", pipe.members().get(DESIRED));
    brief.put("CreationTime", seconds(row.createdAt()));
    brief.put("LastModifiedTime", seconds(row.changedAt()));
    return brief;
  }

  Map<String, @Nullable Object> delete(String name) {
    return Checked.changing("pipes:DeletePipe", arn(name), () -> {
      TriggerRow row = row(name);
      boolean _ = triggers.delete(row.key());
      Map<String, @Nullable Object> answer = brief(row);
      answer.put("CurrentState", "DELETING");
      return answer;
    });
  }

  Map<String, @Nullable Object> list(Asked asked) {
    Checked.check("pipes:ListPipes", "*");
    int limit = asked.number("Limit", Pages.LONGEST, 1, Pages.LONGEST);
    return Pages.of("Pipes",
        triggers.page(account, TriggerKind.PIPE, Optional.of(""),
            asked.text("NamePrefix").orElse(""), Pages.after(asked), limit + 1),
        limit, row -> {
          Map<String, @Nullable Object> shown = brief(row);
          Pipe pipe = Pipe.fromJson(row.body());
          shown.put("Source", pipe.source());
          shown.put("Target", pipe.members().get("Target"));
          return shown;
        }, row -> row.key().name());
  }

  // --- tags, an object here ---

  Map<String, @Nullable Object> tags(String arn) {
    Checked.check("pipes:ListTagsForResource", arn);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("tags", Json.parse(tagged(arn).tags()));
    return answer;
  }

  Map<String, @Nullable Object> tag(String arn, Asked asked) {
    return Checked.changing("pipes:TagResource", arn, () -> {
      TriggerRow row = tagged(arn);
      Map<String, String> tags = new LinkedHashMap<>(Tags.fromJson(row.tags()).values());
      asked.object("tags").ifPresent(given -> given.members()
          .forEach((key, value) -> tags.put(String.valueOf(key), String.valueOf(value))));
      boolean _ = triggers.tag(row.key(), Json.write(tags));
      return Asked.nothing();
    });
  }

  Map<String, @Nullable Object> untag(String arn, List<String> keys) {
    return Checked.changing("pipes:UntagResource", arn, () -> {
      TriggerRow row = tagged(arn);
      boolean _ = triggers.tag(row.key(), Tags.fromJson(row.tags()).without(keys).toJson());
      return Asked.nothing();
    });
  }

  private TriggerRow tagged(String arn) {
    String prefix = arn("");
    return Optional.of(arn).filter(one -> one.startsWith(prefix))
        .flatMap(one -> triggers.find(key(one.substring(prefix.length()))))
        .orElseThrow(
            () -> ApiError.PIPE_NOT_FOUND.about("Resource " + arn + " does not exist."));
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }
}
