package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.JobReport;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.job.JobKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All kinds of jobs: begun, looked after and stopped by the SDK's real clients at a server that answers as AWS does. */
final class JobsTest {
  private HttpServer server;
  private Connectors connectors;
  private int status = 200;
  private String answer = "{}";

  /** What came in: the target or the path, and the body. */
  private String called = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      called = (target == null
          ? exchange.getRequestMethod() + " " + exchange.getRequestURI()
          : target.substring(target.indexOf('.') + 1))
          + (body.isEmpty() || body.equals("{}") ? "" : " " + body);
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
      exchange.getResponseHeaders().set("x-amzn-RequestId", "r-1");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    server.start();
    connectors = new Connectors(Attempts.SETTINGS.withAwsEndpoint(Optional.of(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))));
  }

  @AfterEach
  void stop() {
    connectors.close();
    server.stop(0);
  }

  /**
   * A kind of job.
   *
   * @param begun what the call that begins it answers
   * @param look the call that asks for its state
   * @param running a description with %s where the state is
   * @param states running, succeeded, and all failed ones
   * @param output the job in the description; empty for all of it
   * @param stop the call that stops it; empty for none
   */
  record Kind(String resource, String parameters, String begun, String look,
      String running, String[] states, String output, String stop) {
    @Override
    public String toString() {
      return resource;
    }
  }

  private static Kind kind(String resource, String parameters, String begun, String look,
      String description, String states, String output, String stop) {
    return new Kind(resource, parameters, begun, look, description, states.split(" ", -1), output,
        stop);
  }

  static Stream<Kind> kinds() {
    String because = "\"reason\":\"The execution that waited for it no longer does.\"";
    String build = "SUBMITTED SUCCEEDED FAILED FAULT TIMED_OUT STOPPED";
    return Stream.of(
        kind("athena:startQueryExecution", "{'QueryString': 'q'}", "{'QueryExecutionId': 'q1'}",
            "GetQueryExecution {'QueryExecutionId':'q1'}",
            "{'QueryExecution': {'Status': {'State': '%s'}}}",
            "RUNNING SUCCEEDED FAILED CANCELLED", "",
            "StopQueryExecution {'QueryExecutionId':'q1'}"),
        kind("batch:submitJob", "{'JobName': 'n', 'JobDefinition': 'd', 'JobQueue': 'q'}",
            "{'jobName': 'n', 'jobId': 'b1'}", "POST /v1/describejobs {'jobs':['b1']}",
            "{'jobs': [{'jobId': 'b1', 'status': '%s'}]}", "RUNNABLE SUCCEEDED FAILED", "Jobs",
            "POST /v1/terminatejob {'jobId':'b1'," + because + "}"),
        kind("bedrock:createModelCustomizationJob", "{'JobName': 'n', 'CustomModelName': 'c'}",
            "{'jobArn': 'arn:j'}", "GET /model-customization-jobs/arn%3Aj", "{'status': '%s'}",
            "InProgress Completed Failed Stopped", "",
            "POST /model-customization-jobs/arn%3Aj/stop"),
        kind("codebuild:startBuild", "{'ProjectName': 'p'}", "{'build': {'id': 'p:1'}}",
            "BatchGetBuilds {'ids':['p:1']}", "{'builds': [{'buildStatus': '%s'}]}", build, "",
            "StopBuild {'id':'p:1'}"),
        kind("codebuild:startBuildBatch", "{'ProjectName': 'p'}", "{'buildBatch': {'id': 'p:1'}}",
            "BatchGetBuildBatches {'ids':['p:1']}",
            "{'buildBatches': [{'buildBatchStatus': '%s'}]}", build, "",
            "StopBuildBatch {'id':'p:1'}"),
        kind("codebuild:retryBuildBatch", "{'Id': 'p:0'}", "{'buildBatch': {'id': 'p:1'}}",
            "BatchGetBuildBatches {'ids':['p:1']}",
            "{'buildBatches': [{'buildBatchStatus': '%s'}]}", build, "",
            "StopBuildBatch {'id':'p:1'}"),
        kind("databrew:startJobRun", "{'Name': 'j'}", "{'RunId': 'r1'}",
            "GET /jobs/j/jobRuns?maxResults=100",
            "{'JobRuns': [{'RunId': 'r0', 'State': 'FAILED'}, {'RunId': 'r1', 'State': '%s'}]}",
            "RUNNING SUCCEEDED FAILED STOPPED TIMEOUT", "JobRuns",
            "POST /jobs/j/jobRun/r1/stopJobRun"),
        kind("eks:createCluster", "{'Name': 'c'}", "{'cluster': {'name': 'c'}}",
            "GET /clusters/c", "{'cluster': {'status': '%s'}}", "CREATING ACTIVE FAILED", "", ""),
        kind("eks:createNodegroup", "{'ClusterName': 'c', 'NodegroupName': 'g'}",
            "{'nodegroup': {'nodegroupName': 'g'}}", "GET /clusters/c/node-groups/g",
            "{'nodegroup': {'status': '%s'}}", "CREATING ACTIVE CREATE_FAILED", "", ""),
        kind("elasticmapreduce:createCluster", "{'Name': 'c'}", "{'JobFlowId': 'j-1'}",
            "DescribeCluster {'ClusterId':'j-1'}",
            "{'Cluster': {'Id': 'j-1', 'Status': {'State': '%s'}}}",
            "STARTING WAITING TERMINATED_WITH_ERRORS", "",
            "TerminateJobFlows {'JobFlowIds':['j-1']}"),
        kind("elasticmapreduce:terminateCluster", "{'ClusterId': 'j-1'}", "{}",
            "DescribeCluster {'ClusterId':'j-1'}", "{'Cluster': {'Status': {'State': '%s'}}}",
            "TERMINATING TERMINATED TERMINATED_WITH_ERRORS", "", ""),
        kind("elasticmapreduce:addStep", "{'ClusterId': 'j-1', 'Step': {'Name': 's'}}",
            "{'StepIds': ['s-1']}", "DescribeStep {'ClusterId':'j-1','StepId':'s-1'}",
            "{'Step': {'Status': {'State': '%s'}}}",
            "RUNNING COMPLETED FAILED CANCELLED INTERRUPTED", "",
            "CancelSteps {'ClusterId':'j-1','StepIds':['s-1']}"),
        kind("emr-containers:startJobRun", "{'VirtualClusterId': 'v'}", "{'id': 'r1'}",
            "GET /virtualclusters/v/jobruns/r1", "{'jobRun': {'state': '%s'}}",
            "RUNNING COMPLETED FAILED CANCELLED", "JobRun",
            "DELETE /virtualclusters/v/jobruns/r1"),
        kind("emr-containers:deleteVirtualCluster", "{'Id': 'v'}", "{'id': 'v'}",
            "GET /virtualclusters/v", "{'virtualCluster': {'state': '%s'}}",
            "TERMINATING TERMINATED ARRESTED", "VirtualCluster", ""),
        kind("emr-serverless:startJobRun", "{'ApplicationId': 'a'}",
            "{'applicationId': 'a', 'jobRunId': 'r1'}", "GET /applications/a/jobruns/r1",
            "{'jobRun': {'state': '%s'}}", "RUNNING SUCCESS FAILED CANCELLED", "JobRun",
            "DELETE /applications/a/jobruns/r1"),
        kind("emr-serverless:startApplication", "{'ApplicationId': 'a'}", "{}",
            "GET /applications/a", "{'application': {'state': '%s'}}",
            "STARTING STARTED TERMINATED", "Application", ""),
        kind("emr-serverless:stopApplication", "{'ApplicationId': 'a'}", "{}",
            "GET /applications/a", "{'application': {'state': '%s'}}",
            "STOPPING STOPPED TERMINATED", "Application", ""),
        kind("glue:startJobRun", "{'JobName': 'j'}", "{'JobRunId': 'r1'}",
            "GetJobRun {'JobName':'j','RunId':'r1'}", "{'JobRun': {'JobRunState': '%s'}}",
            "RUNNING SUCCEEDED FAILED STOPPED TIMEOUT ERROR EXPIRED", "JobRun",
            "BatchStopJobRun {'JobName':'j','JobRunIds':['r1']}"),
        kind("mediaconvert:createJob", "{'Role': 'r', 'Settings': {}}", "{'job': {'id': 'm1'}}",
            "GET /2017-08-29/jobs/m1", "{'job': {'status': '%s'}}",
            "PROGRESSING COMPLETE ERROR CANCELED", "", "DELETE /2017-08-29/jobs/m1"),
        sageMaker("Training"), sageMaker("Transform"), sageMaker("Processing"),
        sageMaker("Labeling"), sageMaker("HyperParameterTuning"));
  }

  private static Kind sageMaker(String kind) {
    String name = "{'" + kind + "JobName':'n'}";
    return kind("sagemaker:create" + kind + "Job", name, "{'" + kind + "JobArn': 'arn:j'}",
        "Describe" + kind + "Job " + name, "{'" + kind + "JobStatus': '%s'}",
        "InProgress Completed Failed Stopped", "", "Stop" + kind + "Job " + name);
  }

  /** With what else the call must have. */
  private static Payload whole(String resource, String given) {
    String[] parts = resource.split(":", 2);
    Map<String, @Nullable Object> members = OptimizedAction.find(parts[0], parts[1])
        .map(Samples::required).orElse(new LinkedHashMap<>());
    ((Map<?, ?>) Objects.requireNonNull(Json.parse(given)))
        .forEach((name, value) -> members.put(String.valueOf(name), value));
    return Payload.of(members);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void jobsEndAsTheirServicesSay(Kind kind) throws InterruptedException {
    Resource.Service resource = Attempts.job(kind.resource());
    JobKind known = JobKind.of(resource).orElseThrow();
    answer = json(kind.begun());
    Payload parameters = whole(kind.resource(), json(kind.parameters()));
    Payload begun = ok(connectors.of(resource)
        .call(Attempts.request(resource, parameters.text())));

    for (int i = 0; i < kind.states().length; i++) {
      String state = kind.states()[i];
      answer = json(kind.running().replace("%s", state));
      JobReport report = look(known, parameters, begun);

      assertThat(called).isEqualTo(json(kind.look()));
      if (i == 0) {
        assertThat(report).as(state).isEqualTo(new JobReport.Running());
      } else if (i == 1) {
        assertThat(ok(((JobReport.Ended) report).outcome()).text()).as(state).contains(state)
            .doesNotContain("SdkHttpMetadata");
      } else {
        StatesError error = Attempts.error(((JobReport.Ended) report).outcome());
        assertThat(error.name()).isEqualTo(StatesError.TASK_FAILED);
        assertThat(error.cause()).contains(state).doesNotContain("SdkHttpMetadata");
        assertThat(Json.parse(Objects.requireNonNull(error.cause()))).isInstanceOf(Map.class);
      }
    }
    called = "";
    answer = "{}";
    Optional<JobKind.Errand> stop = known.stop(parameters, begun);
    if (stop.isPresent()) {
      make(stop.get());
    }
    assertThat(called).isEqualTo(json(kind.stop()));
  }

  @Test
  void anEcsTaskHasSucceededWhenAllItsContainersHave() throws InterruptedException {
    Resource.Service resource = Attempts.job("ecs:runTask");
    JobKind kind = JobKind.of(resource).orElseThrow();
    Payload parameters = Payload.parse("{\"Cluster\": \"c\", \"TaskDefinition\": \"d\"}");
    answer = json("{'tasks': [{'taskArn': 'arn:t'}], 'failures': []}");
    Payload begun = ok(connectors.of(resource)
        .call(Attempts.request(resource, parameters.text())));
    assertThat(called).startsWith("RunTask").contains("\"clientToken\":");

    String task = "{'tasks': [{'taskArn': 'arn:t', 'createdAt': 1767225600.5, 'lastStatus': '%s',"
        + " 'containers': [{'exitCode': 0}, {%s}]}]}";
    answer = json(task.formatted("RUNNING", ""));
    assertThat(look(kind, parameters, begun)).isEqualTo(new JobReport.Running());
    assertThat(called).isEqualTo(json("DescribeTasks {'cluster':'c','tasks':['arn:t']}"));

    answer = json(task.formatted("STOPPED", "'exitCode': 0"));
    Payload output = ok(((JobReport.Ended) look(kind, parameters, begun)).outcome());
    assertThat(output.text()).startsWith("{").contains("\"TaskArn\":\"arn:t\"",
        "\"CreatedAt\":1767225600500");

    for (String odd : new String[]{"", "'exitCode': 137"}) {
      answer = json(task.formatted("STOPPED", odd));
      assertThat(Attempts.error(((JobReport.Ended) look(kind, parameters, begun)).outcome())
          .name()).isEqualTo(StatesError.TASK_FAILED);
    }
    make(kind.stop(parameters, begun).orElseThrow());
    assertThat(called).startsWith("StopTask").contains("\"task\":\"arn:t\"");

    answer = json("{'tasks': [], 'failures': [{'reason': 'RESOURCE:CPU'}]}");
    StatesError failure = Attempts.error(connectors.of(resource)
        .call(Attempts.request(resource, parameters.text())));
    assertThat(failure.name()).isEqualTo("AmazonECS.Unknown");
    assertThat(failure.cause()).contains("RESOURCE:CPU");
  }

  @Test
  void whatIsDeletedHasSucceededWhenItIsGone() throws InterruptedException {
    for (String[] row : new String[][]{
        {"eks:deleteCluster", "{'Name': 'c'}", "{'cluster': {'name': 'c', 'status': 'DELETING'}}"},
        {"eks:deleteNodegroup", "{'ClusterName': 'c', 'NodegroupName': 'g'}",
            "{'nodegroup': {'nodegroupName': 'g', 'status': 'DELETING'}}"}}) {
      Resource.Service resource = Attempts.job(row[0]);
      JobKind kind = JobKind.of(resource).orElseThrow();
      Payload parameters = Payload.parse(json(row[1]));
      status = 200;
      answer = json(row[2]);
      Payload begun = ok(connectors.of(resource)
          .call(Attempts.request(resource, parameters.text())));
      assertThat(look(kind, parameters, begun)).isEqualTo(new JobReport.Running());

      status = 404;
      answer = json("{'__type': 'ResourceNotFoundException', 'message': 'none'}");
      assertThat(ok(((JobReport.Ended) look(kind, parameters, begun)).outcome()).text())
          .contains("DELETING").doesNotContain("SdkHttpMetadata");
      assertThat(kind.stop(parameters, begun)).isEmpty();
    }
  }

  @Test
  void aServiceThatCannotTellNowIsAskedAgainAndOneThatRefusesIsNot() throws InterruptedException {
    Resource.Service resource = Attempts.job("glue:startJobRun");
    JobKind kind = JobKind.of(resource).orElseThrow();
    Payload parameters = Payload.parse("{\"JobName\": \"j\"}");
    Payload begun = Payload.parse("{\"JobRunId\": \"r1\"}");

    status = 400;
    answer = "{\"__type\": \"ThrottlingException\", \"message\": \"slow\"}";
    assertThat(look(kind, parameters, begun)).isEqualTo(new JobReport.Running());
    status = 503;
    answer = "{\"__type\": \"OddException\", \"message\": \"odd\"}";
    assertThat(look(kind, parameters, begun)).isEqualTo(new JobReport.Running());

    status = 400;
    answer = "{\"__type\": \"EntityNotFoundException\", \"message\": \"no run\"}";
    assertThat(Attempts.error(((JobReport.Ended) look(kind, parameters, begun)).outcome()).name())
        .isEqualTo("Glue.EntityNotFoundException");
  }

  @Test
  void everyJobThatCanBeWaitedForIsInTheTable() {
    assertThat(Stream.concat(kinds().map(Kind::resource),
        Stream.of("ecs:runTask", "eks:deleteCluster", "eks:deleteNodegroup", "eks:runJob",
            "k8s:job")))
        .containsExactlyInAnyOrderElementsOf(JobKind.names());
  }

  private JobReport look(JobKind kind, Payload parameters, Payload begun)
      throws InterruptedException {
    return kind.report(parameters, begun, make(kind.look(parameters, begun)));
  }

  private Outcome<Payload> make(JobKind.Errand errand) throws InterruptedException {
    return connectors.of(errand.resource())
        .call(Attempts.request(errand.resource(), errand.parameters().text()));
  }

  private static Payload ok(Outcome<Payload> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Ok.class);
    return ((Outcome.Ok<Payload>) outcome).value();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
