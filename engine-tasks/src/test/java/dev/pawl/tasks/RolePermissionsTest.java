package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.core.access.PolicyDocument;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role's policies stand between a task and the node's credentials. */
final class RolePermissionsTest {
  private static final String OPERATOR = "000000000000";
  private static final String TENANT = "222222222222";

  private static final Map<String, List<PolicyDocument>> ROLES = Map.of(
      role(OPERATOR, "all"), List.of(PolicyDocument.allowAll()),
      role(OPERATOR, "q"), List.of(allowing("sqs:SendMessage", "arn:aws:sqs:*:*:q")),
      role(OPERATOR, "assumer"),
      List.of(allowing("sts:AssumeRole", "arn:aws:iam::000000000000:role/*")),
      role(TENANT, "all"), List.of(PolicyDocument.allowAll()));

  private static final Permissions PERMISSIONS = new RolePermissions("us-east-1", OPERATOR,
      role -> ROLES.getOrDefault(role, List.of()));

  @ParameterizedTest
  @CsvSource({"000000000000, 000000000000, all, 000000000000, true",
      "000000000000, 000000000000, q, 000000000000, true",
      "000000000000, 000000000000, none, 000000000000, false",
      // Who names the role of another account has none.
      "000000000000, 222222222222, all, 000000000000, false",
      "222222222222, 000000000000, all, 222222222222, false",
      // The operator's tasks may name what is others', those of tenants may not.
      "000000000000, 000000000000, all, 333333333333, true",
      "222222222222, 222222222222, all, 222222222222, true",
      "222222222222, 222222222222, all, 000000000000, false"})
  void theRoleOfTheExecutionsAccountDecides(String account, String roleAccount, String role,
      String queueAccount, boolean allowed) throws InterruptedException {
    TaskRequest task = task(account, role(roleAccount, role), Optional.empty(),
        "http://localhost/" + queueAccount + "/q");

    assertThat(PERMISSIONS.refusal(task).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void aRefusalNamesTheRoleTheActionAndTheResource() throws InterruptedException {
    TaskRequest task = task(OPERATOR, role(OPERATOR, "q"), Optional.empty(),
        "http://localhost/000000000000/other");

    assertThat(PERMISSIONS.refusal(task)).contains(new StatesError(StatesError.PERMISSIONS,
        "The role 'arn:aws:iam::000000000000:role/q' is not authorized to perform: sqs:SendMessage"
            + " on resource: arn:aws:sqs:us-east-1:000000000000:other because no identity-based"
            + " policy allows the sqs:SendMessage action"));
  }

  @ParameterizedTest
  @CsvSource({"all, q, true", "assumer, q, true", "assumer, none, false", "q, all, false"})
  void aStatesOwnRoleDecidesForWhomTheMachinesRoleMayAssumeIt(String machines, String states,
      boolean allowed) throws InterruptedException {
    TaskRequest task = task(OPERATOR, role(OPERATOR, machines),
        Optional.of(role(OPERATOR, states)), "http://localhost/000000000000/q");

    assertThat(PERMISSIONS.refusal(task).isEmpty()).isEqualTo(allowed);
  }

  @Test
  void aRefusedCallIsNotMade() throws InterruptedException {
    Connector never = new UnsupportedConnector("it was called");
    TaskRequest task = task(OPERATOR, role(OPERATOR, "none"), Optional.empty(),
        "http://localhost/000000000000/q");

    assertThat(Attempts.error(new PermittedConnector(never, PERMISSIONS).call(task)).name())
        .isEqualTo(StatesError.PERMISSIONS);
    assertThat(Attempts.error(new PermittedConnector(never, Permissions.ALL).call(task)).cause())
        .contains("it was called");
  }

  @Test
  void objectsAreOutOfReachWithoutTheRight() {
    ObjectStore objects = new PermittedObjects(ObjectStore.NONE, PERMISSIONS,
        role(OPERATOR, "q"), OPERATOR);

    assertThatThrownBy(() -> objects.open("b", "k", Optional.empty(), Optional.empty()))
        .hasMessageContaining("s3:GetObject on resource: arn:aws:s3:::b/k");
    assertThatThrownBy(() -> objects.list("b", "", Optional.empty()))
        .hasMessageContaining("s3:ListBucket on resource: arn:aws:s3:::b");
    assertThatThrownBy(() -> objects.put("b", "k", new byte[0]))
        .hasMessageContaining("s3:PutObject on resource: arn:aws:s3:::b/k");
    assertThatThrownBy(() -> new PermittedObjects(ObjectStore.NONE, PERMISSIONS,
        role(OPERATOR, "all"), OPERATOR).list("b", "", Optional.empty()))
        .hasMessageContaining("no object store");
  }

  private static String role(String account, String name) {
    return "arn:aws:iam::" + account + ":role/" + name;
  }

  private static PolicyDocument allowing(String action, String resource) {
    return PolicyDocument.parse("""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"%s"}}
        """.formatted(action, resource));
  }

  private static TaskRequest task(String account, String role, Optional<String> assumed,
      String queue) {
    Resource send = Attempts.service("sqs:sendMessage");
    TaskRequest plain = Attempts.request(send, "{}");
    return new TaskRequest(plain.attempt(), plain.scheduledAt(), send,
        Payload.of(Map.of("QueueUrl", queue, "MessageBody", "m")),
        "arn:aws:states:us-east-1:" + account + ":execution:m:e", role, plain.idempotencyToken(),
        assumed.orElse(null), plain.timeout());
  }
}
