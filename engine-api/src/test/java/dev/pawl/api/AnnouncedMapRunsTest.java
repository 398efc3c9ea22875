package dev.pawl.api;

import static dev.pawl.api.ApiTest.ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pawl.api.execution.HandOffStarter;
import dev.pawl.worker.Worker;
import dev.pawl.worker.WorkerSettings;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.MapRunStatus;
import software.amazon.awssdk.services.sfn.model.ResourceNotFoundException;

/** Map runs that a history shows and that no worker has begun: its shard's owner is slow, or gone. */
final class AnnouncedMapRunsTest {
  private static final String DEFINITION = """
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Label": "L", "End": true,
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}}}}""";

  private static final AtomicReference<@Nullable Worker> WORKER = new AtomicReference<>();
  private static final ApiServer SERVER = ApiServer.starting((database, _) -> {
    WORKER.set(new Worker(database,
        WorkerSettings.standard(ApiServer.REGION, ApiServer.ACCOUNT, "test").alone(),
        ApiServer.TOKENS, resource -> {
          throw new IllegalStateException("no execution here calls " + resource.arn());
        }, (_, _, _) -> {}));
    return new HandOffStarter(database, ApiServer.SETTINGS, () -> {});
  });

  private static @Nullable String execution;
  private static String mapRun = "";

  private final SfnClient sfn = SERVER.sdk();

  @AfterAll
  static void close() {
    SERVER.close();
  }

  /** As the database is between the commit that asks for a Map run and the one that begins it. */
  @BeforeEach
  void undoTheBeginning() {
    if (execution == null) {
      String machine = sfn.createStateMachine(r -> r.name("m").definition(DEFINITION)
          .roleArn(ROLE)).stateMachineArn();
      execution = sfn.startExecution(r -> r.stateMachineArn(machine).input("[1,2]"))
          .executionArn();
      await().until(() -> SERVER.database().count("select count(*) from map_run") == 1);
      Objects.requireNonNull(WORKER.get()).close();
      mapRun = sfn.getExecutionHistory(r -> r.executionArn(execution)).events().stream()
          .map(HistoryEvent::mapRunStartedEventDetails)
          .filter(Objects::nonNull)
          .findFirst()
          .orElseThrow()
          .mapRunArn();
    }
    SERVER.database().execute("""
        with gone as (delete from map_run returning *),
          closed as (delete from run r using gone g where r.shard = g.shard and r.id = g.id)
        insert into inbox (shard, at, uid, id, kind, body)
        select shard, started_at, 1, id, 7, plan from gone
        """);
  }

  @Test
  void aMapRunCanBeDescribed() {
    var described = sfn.describeMapRun(r -> r.mapRunArn(mapRun));

    assertThat(described.status()).isEqualTo(MapRunStatus.RUNNING);
    assertThat(described.executionArn()).isEqualTo(execution);
    assertThat(described.maxConcurrency()).isZero();
    assertThat(described.executionCounts().pendingRedrive()).isNull();
    assertThatItHasBegun();
  }

  @Test
  void aMapRunIsListed() {
    assertThat(sfn.listMapRuns(r -> r.executionArn(execution)).mapRuns()).singleElement()
        .satisfies(listed -> assertThat(listed.mapRunArn()).isEqualTo(mapRun));
    assertThatItHasBegun();
  }

  @Test
  void aMapRunCanBeUpdated() {
    sfn.updateMapRun(r -> r.mapRunArn(mapRun).maxConcurrency(7));

    assertThat(sfn.describeMapRun(r -> r.mapRunArn(mapRun)).maxConcurrency()).isEqualTo(7);
    assertThatItHasBegun();
  }

  @Test
  void oneThatNobodyAskedForIsNotFound() {
    String other = mapRun.substring(0, mapRun.length() - 1)
        + (mapRun.endsWith("0") ? "1" : "0");

    assertThatThrownBy(() -> sfn.describeMapRun(r -> r.mapRunArn(other)))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThat(SERVER.database().count("select count(*) from map_run")).isZero();
  }

  private static void assertThatItHasBegun() {
    assertThat(SERVER.database().count("""
        select count(*) from run r join map_run m using (shard, id)
        where r.wake_at <= now() and m.status = 'RUNNING'
        """)).isOne();
    assertThat(SERVER.database().count("select count(*) from inbox where kind = 7")).isZero();
  }
}
