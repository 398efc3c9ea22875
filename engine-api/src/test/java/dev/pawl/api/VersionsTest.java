package dev.pawl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ConflictException;
import software.amazon.awssdk.services.sfn.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sfn.model.RoutingConfigurationListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.Tag;
import software.amazon.awssdk.services.sfn.model.TooManyTagsException;
import software.amazon.awssdk.services.sfn.model.ValidationException;

/** Versions, aliases and tags, as callers with the AWS SDK see them. */
final class VersionsTest {
  private static final ApiServer SERVER = ApiServer.handingOff();
  private final SfnClient sfn = SERVER.sdk();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  @Test
  void anExecutionByAliasTellsOfVersionAndAlias() {
    String machine = create("aliased");
    String first = sfn.publishStateMachineVersion(r -> r.stateMachineArn(machine))
        .stateMachineVersionArn();
    String again = sfn.publishStateMachineVersion(r -> r.stateMachineArn(machine))
        .stateMachineVersionArn();
    String second = sfn.updateStateMachine(
        r -> r.stateMachineArn(machine).definition(ApiTest.OTHER).publish(true))
        .stateMachineVersionArn();
    String alias = sfn.createStateMachineAlias(
        r -> r.name("PROD").routingConfiguration(route(first, 100))).stateMachineAliasArn();

    String execution = sfn.startExecution(r -> r.stateMachineArn(alias)).executionArn();

    assertThat(first).isEqualTo(again).isEqualTo(machine + ":1");
    assertThat(second).isEqualTo(machine + ":2");
    var described = sfn.describeExecution(r -> r.executionArn(execution));
    assertThat(described.stateMachineVersionArn()).isEqualTo(first);
    assertThat(described.stateMachineAliasArn()).isEqualTo(alias);
    assertThat(described.stateMachineArn()).isEqualTo(machine);
    assertThat(sfn.describeStateMachineForExecution(r -> r.executionArn(execution)).definition())
        .isEqualTo(ApiTest.PASS);
    assertThat(sfn.getExecutionHistory(r -> r.executionArn(execution)).events().getFirst()
        .executionStartedEventDetails().stateMachineAliasArn()).isEqualTo(alias);
    assertThat(sfn.listExecutions(r -> r.stateMachineArn(alias)).executions()).hasSize(1);
    assertThat(sfn.listExecutions(r -> r.stateMachineArn(second)).executions()).isEmpty();
    assertThatThrownBy(() -> sfn.deleteStateMachineVersion(r -> r.stateMachineVersionArn(first)))
        .isInstanceOf(ConflictException.class);
    sfn.deleteStateMachineVersion(r -> r.stateMachineVersionArn(second));
    assertThatThrownBy(() -> sfn.startExecution(r -> r.stateMachineArn(second)))
        .isInstanceOf(StateMachineDoesNotExistException.class);
  }

  @Test
  void anAliasRoutesByItsWeights() {
    String machine = create("split");
    String first = sfn.publishStateMachineVersion(r -> r.stateMachineArn(machine))
        .stateMachineVersionArn();
    String second = sfn.updateStateMachine(
        r -> r.stateMachineArn(machine).definition(ApiTest.OTHER).publish(true))
        .stateMachineVersionArn();
    String alias = sfn.createStateMachineAlias(
        r -> r.name("PROD").routingConfiguration(route(first, 50), route(second, 50)))
        .stateMachineAliasArn();
    Set<String> chosen = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      String execution = sfn.startExecution(r -> r.stateMachineArn(alias)).executionArn();
      chosen.add(
          sfn.describeExecution(r -> r.executionArn(execution)).stateMachineVersionArn());
    }
    sfn.updateStateMachineAlias(
        r -> r.stateMachineAliasArn(alias).routingConfiguration(route(second, 100)));

    assertThat(chosen).containsExactlyInAnyOrder(first, second);
    for (int i = 0; i < 20; i++) {
      String execution = sfn.startExecution(r -> r.stateMachineArn(alias)).executionArn();
      assertThat(sfn.describeExecution(r -> r.executionArn(execution)).stateMachineVersionArn())
          .isEqualTo(second);
    }
  }

  @Test
  void aRevisionThatIsNotTheLatestIsNotPublished() {
    String machine = create("moved");

    assertThatThrownBy(() -> sfn.publishStateMachineVersion(
        r -> r.stateMachineArn(machine).revisionId("another")))
        .isInstanceOf(ConflictException.class);
    assertThat(sfn.publishStateMachineVersion(
        r -> r.stateMachineArn(machine).revisionId("INITIAL")).stateMachineVersionArn())
        .isEqualTo(machine + ":1");
  }

  @Test
  void weightsThatAreNot100TogetherAreRefused() {
    String machine = create("weighed");
    String version = sfn.publishStateMachineVersion(r -> r.stateMachineArn(machine))
        .stateMachineVersionArn();

    assertThatThrownBy(() -> sfn.createStateMachineAlias(
        r -> r.name("half").routingConfiguration(route(version, 50))))
        .isInstanceOf(ValidationException.class);
  }

  @Test
  void tagsAreSetAndTakenAndBounded() {
    String machine = create("tagged");
    String version = sfn.publishStateMachineVersion(r -> r.stateMachineArn(machine))
        .stateMachineVersionArn();

    sfn.tagResource(r -> r.resourceArn(machine).tags(tag("a", "1"), tag("b", "")));
    sfn.untagResource(r -> r.resourceArn(machine).tagKeys("a", "c"));

    assertThat(sfn.listTagsForResource(r -> r.resourceArn(machine)).tags())
        .containsExactly(tag("b", ""));
    assertThatThrownBy(() -> sfn.tagResource(r -> r.resourceArn(version).tags(tag("a", "1"))))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> sfn.tagResource(r -> r.resourceArn(machine).tags(
        java.util.stream.IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toList())))
        .isInstanceOf(TooManyTagsException.class);
  }

  private String create(String name) {
    return sfn.createStateMachine(
        r -> r.name(name).definition(ApiTest.PASS).roleArn(ApiTest.ROLE)).stateMachineArn();
  }

  private static RoutingConfigurationListItem route(String version, int weight) {
    return RoutingConfigurationListItem.builder().stateMachineVersionArn(version).weight(weight)
        .build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}
