package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.api.access.BearerToken;
import dev.pawl.api.access.Guard;
import dev.pawl.api.access.StoredPolicies;
import dev.pawl.db.Database;
import dev.pawl.db.access.AccessPolicies.Holder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nobody manages rules, schedules and pipes without a right, and nobody those of another account. */
final class TriggerAccessTest {
  private static final String MINE = "000000000000";
  private static final String OTHERS = "222222222222";
  private static final String EVERYTHING = """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";
  private static final String MACHINE = "arn:aws:states:us-east-1:" + MINE + ":stateMachine:m";
  private static final String ROLE = "arn:aws:iam::" + MINE + ":role/r";
  private static final String SCHEDULE = """
      {"ScheduleExpression": "rate(1 day)", "FlexibleTimeWindow": {"Mode": "OFF"},
       "Target": {"Arn": "%s", "RoleArn": "%s"}}""".formatted(MACHINE, ROLE);
  private static final String PIPE = """
      {"Source": "arn:aws:sqs:us-east-1:%s:q", "Target": "%s", "RoleArn": "%s"}"""
      .formatted(MINE, MACHINE, ROLE);
  private static final Map<String, String> TOKENS = new HashMap<>();

  private static final ApiServer SERVER = ApiServer.guarded((database, audit) -> {
    for (String account : List.of(MINE, OTHERS)) {
      database.accounts().create(account, "tenant");
      database.accessPolicies().put(account, "all", EVERYTHING);
      user(database, account, "admin");
      database.accessPolicies().attach(Holder.USER, account, "admin", "all");
    }
    user(database, MINE, "nobody");
    return new Guard(database.accessKeys(database.vault(ApiServer.MASTER)), database.apiTokens(),
        new StoredPolicies(database.accessPolicies()), database.clock(), audit, ApiServer.REGION,
        Optional.empty());
  });
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static void user(Database database, String account, String name) {
    assertThat(database.accounts().createUser(account, name)).isTrue();
    String token = BearerToken.generate(new SecureRandom());
    BearerToken parsed = BearerToken.parse(token).orElseThrow();
    assertThat(database.apiTokens().add(parsed.id(), parsed.hash(), account, name,
        Optional.empty())).isTrue();
    TOKENS.put(account + name, token);
  }

  private static Optional<String> token(String account, String name) {
    return Optional.ofNullable(TOKENS.get(account + name));
  }

  /**
   * A request.
   *
   * @param target of EventBridge's; empty for the others, which have paths
   */
  private record Asked(String method, String path, String target, String body) {
    static Asked event(String operation, String body) {
      return new Asked("POST", "/", "AWSEvents." + operation, body);
    }

    static Asked rest(String method, String path, String body) {
      return new Asked(method, path, "", body);
    }
  }

  /** In an order in which all can be done. */
  private static final List<Asked> ALL = List.of(
      Asked.event("CreateEventBus", "{\"Name\": \"b\"}"),
      Asked.event("DescribeEventBus", "{\"Name\": \"b\"}"),
      Asked.event("ListEventBuses", "{}"),
      Asked.event("PutRule",
          "{\"Name\": \"r\", \"EventPattern\": \"{\\\"source\\\":[\\\"s\\\"]}\"}"),
      Asked.event("DescribeRule", "{\"Name\": \"r\"}"), Asked.event("ListRules", "{}"),
      Asked.event("PutTargets", "{\"Rule\": \"r\", \"Targets\": [{\"Id\": \"1\", \"Arn\": \""
          + MACHINE + "\", \"RoleArn\": \"" + ROLE + "\"}]}"),
      Asked.event("ListTargetsByRule", "{\"Rule\": \"r\"}"),
      Asked.event("ListRuleNamesByTarget", "{\"TargetArn\": \"" + MACHINE + "\"}"),
      Asked.event("TagResource", "{\"ResourceARN\": \"arn:aws:events:us-east-1:" + MINE
          + ":rule/r\", \"Tags\": [{\"Key\": \"k\", \"Value\": \"v\"}]}"),
      Asked.event("ListTagsForResource",
          "{\"ResourceARN\": \"arn:aws:events:us-east-1:" + MINE + ":rule/r\"}"),
      Asked.event("UntagResource", "{\"ResourceARN\": \"arn:aws:events:us-east-1:" + MINE
          + ":rule/r\", \"TagKeys\": [\"k\"]}"),
      Asked.event("DisableRule", "{\"Name\": \"r\"}"),
      Asked.event("EnableRule", "{\"Name\": \"r\"}"),
      Asked.event("PutEvents",
          "{\"Entries\": [{\"Source\": \"s\", \"DetailType\": \"t\", \"Detail\": \"{}\"}]}"),
      Asked.event("TestEventPattern",
          "{\"EventPattern\": \"{\\\"source\\\":[\\\"s\\\"]}\", \"Event\": \"{}\"}"),
      Asked.event("ListApiDestinations", "{}"),
      Asked.rest("POST", "/schedule-groups/g", "{}"),
      Asked.rest("GET", "/schedule-groups/g", ""), Asked.rest("GET", "/schedule-groups", ""),
      Asked.rest("POST", "/schedules/s", SCHEDULE), Asked.rest("PUT", "/schedules/s", SCHEDULE),
      Asked.rest("GET", "/schedules/s", ""), Asked.rest("GET", "/schedules", ""),
      Asked.rest("GET", "/tags/arn%3Aaws%3Ascheduler%3Aus-east-1%3A" + MINE
          + "%3Aschedule-group%2Fg", ""),
      Asked.rest("POST", "/v1/pipes/p", PIPE), Asked.rest("GET", "/v1/pipes/p", ""),
      Asked.rest("PUT", "/v1/pipes/p", PIPE), Asked.rest("POST", "/v1/pipes/p/stop", ""),
      Asked.rest("POST", "/v1/pipes/p/start", ""), Asked.rest("GET", "/v1/pipes", ""));

  private static final List<Asked> ENDS = List.of(
      Asked.event("RemoveTargets", "{\"Rule\": \"r\", \"Ids\": [\"1\"]}"),
      Asked.event("DeleteRule", "{\"Name\": \"r\"}"),
      Asked.event("DeleteEventBus", "{\"Name\": \"b\"}"),
      Asked.rest("DELETE", "/schedules/s", ""), Asked.rest("DELETE", "/schedule-groups/g", ""),
      Asked.rest("DELETE", "/v1/pipes/p", ""));

  @BeforeAll
  static void startServer() {
    assertThat(SERVER.address()).isNotNull();
  }

  @AfterAll
  static void close() {
    HTTP.close();
    SERVER.close();
  }

  private static HttpResponse<String> send(Asked asked, Optional<String> token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(SERVER.address().resolve(asked.path()))
        .header("Content-Type", "application/x-amz-json-1.1")
        .method(asked.method(), asked.body().isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(asked.body()));
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    if (!asked.target().isEmpty()) {
      request.header("X-Amz-Target", asked.target());
    }
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String error(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-amzn-ErrorType").orElse(answer.body());
  }

  @Test
  void thoseWithoutARightAreRefusedAndOthersSeeNothing() {
    Optional<String> admin = token(MINE, "admin");
    Optional<String> stranger = token(OTHERS, "admin");
    int refused = 0;
    for (Asked asked : ALL) {
      refused += refused(asked);
      assertThat(send(asked, admin)).as("%s", asked)
          .satisfies(answer -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
    }
    int foreign = 0;
    for (Asked asked : ALL) {
      boolean reads = asked.method().equals("GET") || asked.target().contains(".Describe")
          || asked.target().contains(".List");
      if (reads) {
        HttpResponse<String> answer = send(asked, stranger);
        // An error may say again what was asked for.
        assertThat(answer.statusCode() == 200 ? answer.body() : "").as("%s", asked).doesNotContain(
            MINE + ":rule",
            MINE + ":event-bus", MINE + ":schedule/", MINE + ":pipe", "rate(1 day)");
        foreign++;
      }
    }
    for (Asked asked : ENDS) {
      refused += refused(asked);
      HttpResponse<String> _ = send(asked, stranger);
    }
    // What a stranger has deleted was not mine.
    assertThat(send(Asked.event("DescribeRule", "{\"Name\": \"r\"}"), admin).statusCode())
        .isEqualTo(200);
    assertThat(send(Asked.rest("GET", "/schedules/s", ""), admin).statusCode()).isEqualTo(200);
    assertThat(send(Asked.rest("GET", "/v1/pipes/p", ""), admin).statusCode()).isEqualTo(200);
    for (Asked asked : ENDS) {
      assertThat(send(asked, admin)).as("%s", asked)
          .satisfies(answer -> assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
    }
    System.out.printf("security table: triggers=%d ways=3 refused=%d, seen by others=0 of %d%n",
        ALL.size() + ENDS.size(), refused, foreign);
    assertThat(refused).isEqualTo(3 * (ALL.size() + ENDS.size()));
  }

  private static int refused(Asked asked) {
    assertThat(error(send(asked, Optional.empty()))).as("%s", asked)
        .contains("MissingAuthenticationTokenException");
    assertThat(error(send(asked, Optional.of(BearerToken.generate(new SecureRandom())))))
        .as("%s", asked).contains("UnrecognizedClientException");
    assertThat(error(send(asked, token(MINE, "nobody")))).as("%s", asked)
        .contains("AccessDeniedException");
    return 3;
  }

  @Test
  void whoMayNotPassARoleSetsUpNoTargetWithIt() {
    Database database = SERVER.database().open();
    user(database, MINE, "planner");
    database.accessPolicies().put(MINE, "plan", """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*",
          "Action": ["events:*", "scheduler:*", "pipes:*"]}}""");
    database.accessPolicies().attach(Holder.USER, MINE, "planner", "plan");
    Optional<String> planner = token(MINE, "planner");

    assertThat(error(send(Asked.rest("POST", "/schedules/mine", SCHEDULE), planner)))
        .contains("AccessDeniedException");
    assertThat(error(send(Asked.rest("POST", "/v1/pipes/mine", PIPE), planner)))
        .contains("AccessDeniedException");
    assertThat(send(Asked.event("PutRule",
        "{\"Name\": \"mine\", \"ScheduleExpression\": \"rate(1 day)\"}"), planner).statusCode())
        .isEqualTo(200);
    String queue = "{\"Rule\": \"mine\", \"Targets\": [{\"Id\": \"1\","
        + " \"Arn\": \"arn:aws:sqs:us-east-1:" + MINE + ":q\"}]}";
    assertThat(send(Asked.event("PutTargets", queue), planner).body())
        .contains("AccessDeniedException", "sqs:SendMessage");
  }

  /** The node's credentials may reach more than an account should. */
  @Test
  void aTargetWithoutARoleIsTheAccountsOwn() {
    Optional<String> admin = token(MINE, "admin");
    assertThat(send(Asked.event("PutRule",
        "{\"Name\": \"out\", \"ScheduleExpression\": \"rate(1 day)\"}"), admin).statusCode())
        .isEqualTo(200);
    String ours = "{\"Rule\": \"out\", \"Targets\": [{\"Id\": \"1\","
        + " \"Arn\": \"arn:aws:sqs:us-east-1:" + MINE + ":q\"}]}";
    assertThat(send(Asked.event("PutTargets", ours), admin).statusCode()).isEqualTo(200);
    assertThat(send(Asked.event("PutTargets", ours.replace(MINE, OTHERS)), admin).body())
        .contains("AccessDeniedException", "must be a resource of this account");
    String letters = ours.replace("\"}]}", "\", \"DeadLetterConfig\": {\"Arn\":"
        + " \"arn:aws:sqs:us-east-1:" + OTHERS + ":dlq\"}}]}");
    assertThat(send(Asked.event("PutTargets", letters), admin).body())
        .contains("AccessDeniedException", "dlq");
    String anything = ours.replace("arn:aws:sqs:us-east-1:" + MINE + ":q",
        "arn:aws:scheduler:::aws-sdk:sqs:sendMessage");
    assertThat(send(Asked.event("PutTargets", anything), admin).body())
        .contains("AccessDeniedException");
  }
}
