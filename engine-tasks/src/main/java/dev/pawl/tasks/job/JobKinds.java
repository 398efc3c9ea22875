package dev.pawl.tasks.job;

import dev.pawl.tasks.job.JobKind.Begun;
import dev.pawl.tasks.job.JobKind.Call;
import dev.pawl.tasks.job.JobKind.Standing;
import dev.pawl.tasks.job.JobKind.State;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of all kinds of jobs (reference: service-integrations, section 4). */
final class JobKinds {
  private static final String REASON = "The execution that waited for it no longer does.";

  /** By the resource's service and action. */
  static final Map<String, JobKind> ALL = new TreeMap<>();

  static {
    athena();
    batch();
    bedrock();
    codeBuild();
    dataBrew();
    ecs();
    eks();
    kubernetes("eks", "runJob");
    kubernetes("k8s", "job");
    elasticMapReduce();
    emrContainers();
    emrServerless();
    glue();
    mediaConvert();
    sageMaker("Training");
    sageMaker("Transform");
    sageMaker("Processing");
    sageMaker("Labeling");
    sageMaker("HyperParameterTuning");
  }

  private JobKinds() {}

  private static void add(String service, String action, Call look,
      BiFunction<Begun, Members, Standing> found, @Nullable Call stop) {
    ALL.put(service + ':' + action, new JobKind(service, look, found, stop, false));
  }

  /**
   * Where one member of a look's answer tells how the job stands.
   *
   * @param job the job in the answer, which is also what the task gets
   * @param status the status in the job
   */
  private static BiFunction<Begun, Members, Standing> by(Function<Members, Members> job,
      Function<Members, Members> status, Set<String> succeeded, Set<String> failed) {
    return (_, said) -> {
      Members found = job.apply(said);
      return new Standing(state(status.apply(found).text(), succeeded, failed), found.tree());
    };
  }

  private static State state(String status, Set<String> succeeded, Set<String> failed) {
    if (succeeded.contains(status)) {
      return State.SUCCEEDED;
    }
    return failed.contains(status) ? State.FAILED : State.RUNNING;
  }

  private static void athena() {
    add("athena", "startQueryExecution",
        new Call("getQueryExecution",
            (_, out) -> Map.of("QueryExecutionId", out.at("QueryExecutionId"))),
        by(said -> said, all -> all.at("QueryExecution").at("Status").at("State"),
            Set.of("SUCCEEDED"), Set.of("FAILED", "CANCELLED")),
        new Call("stopQueryExecution",
            (_, out) -> Map.of("QueryExecutionId", out.at("QueryExecutionId"))));
  }

  private static void batch() {
    add("batch", "submitJob",
        new Call("describeJobs", (_, out) -> Map.of("Jobs", List.of(out.at("JobId").text()))),
        by(said -> said.at("Jobs").first(), job -> job.at("Status"), Set.of("SUCCEEDED"),
            Set.of("FAILED")),
        new Call("terminateJob", (_, out) -> Map.of("JobId", out.at("JobId"), "Reason", REASON)));
  }

  private static void bedrock() {
    Call look = new Call("getModelCustomizationJob",
        (_, out) -> Map.of("JobIdentifier", out.at("JobArn")));
    add("bedrock", "createModelCustomizationJob", look,
        by(said -> said, job -> job.at("Status"), Set.of("Completed"),
            Set.of("Failed", "Stopped")),
        new Call("stopModelCustomizationJob", look.parameters()));
  }

  private static void codeBuild() {
    Set<String> failed = Set.of("FAILED", "FAULT", "TIMED_OUT", "STOPPED");
    add("codebuild", "startBuild",
        new Call("batchGetBuilds",
            (_, out) -> Map.of("Ids", List.of(out.at("Build").at("Id").text()))),
        (_, said) -> {
          Members build = said.at("Builds").first();
          return new Standing(state(build.at("BuildStatus").text(), Set.of("SUCCEEDED"), failed),
              wrapped("Build", build));
        },
        new Call("stopBuild", (_, out) -> Map.of("Id", out.at("Build").at("Id"))));
    for (String action : List.of("startBuildBatch", "retryBuildBatch")) {
      add("codebuild", action,
          new Call("batchGetBuildBatches",
              (_, out) -> Map.of("Ids", List.of(out.at("BuildBatch").at("Id").text()))),
          (_, said) -> {
            Members batch = said.at("BuildBatches").first();
            return new Standing(
                state(batch.at("BuildBatchStatus").text(), Set.of("SUCCEEDED"), failed),
                wrapped("BuildBatch", batch));
          },
          new Call("stopBuildBatch", (_, out) -> Map.of("Id", out.at("BuildBatch").at("Id"))));
    }
  }

  private static Map<String, @Nullable Object> wrapped(String name, Members members) {
    Map<String, @Nullable Object> wrapped = new TreeMap<>();
    wrapped.put(name, members.tree());
    return wrapped;
  }

  /** A run is found among the latest of its job. */
  private static void dataBrew() {
    add("databrew", "startJobRun",
        new Call("listJobRuns", (in, _) -> Map.of("Name", in.at("Name"), "MaxResults", 100)),
        (begun, said) -> {
          String id = begun.answer().at("RunId").text();
          Members run = said.at("JobRuns").items().stream()
              .filter(one -> one.at("RunId").text().equals(id))
              .findFirst().orElse(new Members(null));
          return new Standing(state(run.at("State").text(), Set.of("SUCCEEDED"),
              Set.of("FAILED", "STOPPED", "TIMEOUT")), run.tree());
        },
        new Call("stopJobRun",
            (in, out) -> Map.of("Name", in.at("Name"), "RunId", out.at("RunId"))));
  }

  private static void ecs() {
    add("ecs", "runTask",
        new Call("describeTasks", (in, out) -> Map.of("Cluster", in.at("Cluster"), "Tasks",
            out.at("Tasks").items().stream().map(task -> task.at("TaskArn").text()).toList())),
        (_, said) -> ran(said),
        new Call("stopTask", (in, out) -> Map.of("Cluster", in.at("Cluster"), "Task",
            out.at("Tasks").first().at("TaskArn"), "Reason", REASON)));
  }

  /** Tasks have succeeded when all of their containers ended with 0; one that ECS has forgotten has not. */
  private static Standing ran(Members said) {
    List<Members> tasks = said.at("Tasks").items();
    if (tasks.isEmpty()) {
      return new Standing(
          said.at("Failures").items().isEmpty() ? State.RUNNING : State.FAILED, said.tree());
    }
    boolean stopped = tasks.stream().allMatch(task -> task.at("LastStatus").text()
        .equals("STOPPED"));
    boolean well = tasks.stream().allMatch(
        task -> !task.at("Containers").items().isEmpty()
            && task.at("Containers").items().stream()
                .allMatch(container -> container.at("ExitCode").tree() instanceof Number code
                    && code.intValue() == 0));
    State ended = well ? State.SUCCEEDED : State.FAILED;
    return new Standing(stopped ? ended : State.RUNNING, tasks.getFirst().tree());
  }

  /** AWS leaves clusters and node groups alone when nobody waits for them any more. */
  private static void eks() {
    Call cluster = new Call("describeCluster", (in, _) -> Map.of("Name", in.at("Name")));
    Call nodegroup = new Call("describeNodegroup", (in, _) -> Map.of("ClusterName",
        in.at("ClusterName"), "NodegroupName", in.at("NodegroupName")));
    add("eks", "createCluster", cluster, by(said -> said, all -> all.at("Cluster").at("Status"),
        Set.of("ACTIVE"), Set.of("FAILED")), null);
    add("eks", "createNodegroup", nodegroup,
        by(said -> said, all -> all.at("Nodegroup").at("Status"), Set.of("ACTIVE"),
            Set.of("CREATE_FAILED")),
        null);
    ALL.put("eks:deleteCluster", new JobKind("eks", cluster,
        by(said -> said, all -> all.at("Cluster").at("Status"), Set.of(), Set.of("FAILED")), null,
        true));
    ALL.put("eks:deleteNodegroup", new JobKind("eks", nodegroup,
        by(said -> said, all -> all.at("Nodegroup").at("Status"), Set.of(),
            Set.of("DELETE_FAILED")),
        null, true));
  }

  /** The result is the job, with its logs beside its own members. */
  private static void kubernetes(String service, String action) {
    BiFunction<Members, Members, Map<String, ?>> named = (in, out) -> {
      Members metadata = out.at("ResponseBody").at("metadata");
      return Map.of("ClusterName", in.at("ClusterName"), "CertificateAuthority",
          in.at("CertificateAuthority"), "Endpoint", in.at("Endpoint"), "Namespace",
          metadata.at("namespace"), "Name", metadata.at("name"), "LogOptions",
          in.at("LogOptions"));
    };
    add(service, action, new Call("describeJob", named), (_, said) -> {
      Map<Object, @Nullable Object> output = new LinkedHashMap<>();
      if (said.at("Job").tree() instanceof Map<?, ?> job) {
        output.putAll(job);
      }
      if (said.at("Logs").tree() instanceof Map<?, ?> logs) {
        output.put("logs", logs);
      }
      return new Standing(
          said.at("Job").at("status").at("conditions").items().stream()
              .filter(condition -> condition.at("status").text().equals("True"))
              .map(condition -> state(condition.at("type").text(), Set.of("Complete"),
                  Set.of("Failed")))
              .filter(state -> state != State.RUNNING).findFirst().orElse(State.RUNNING),
          output);
    }, new Call("deleteJob", named));
  }

  private static void elasticMapReduce() {
    String service = "elasticmapreduce";
    Function<Members, Members> status = said -> said.at("Cluster").at("Status").at("State");
    add(service, "createCluster",
        new Call("describeCluster", (_, out) -> Map.of("ClusterId", out.at("ClusterId"))),
        (begun, said) -> {
          Map<String, @Nullable Object> output = wrapped("Cluster", said.at("Cluster"));
          output.put("ClusterId", begun.answer().at("ClusterId").tree());
          return new Standing(state(status.apply(said).text(), Set.of("WAITING", "TERMINATED"),
              Set.of("TERMINATED_WITH_ERRORS")), output);
        },
        new Call("terminateCluster", (_, out) -> Map.of("ClusterId", out.at("ClusterId"))));
    add(service, "terminateCluster",
        new Call("describeCluster", (in, _) -> Map.of("ClusterId", in.at("ClusterId"))),
        by(said -> said, status, Set.of("TERMINATED"), Set.of("TERMINATED_WITH_ERRORS")), null);
    add(service, "addStep",
        new Call("describeStep", (in, out) -> Map.of("ClusterId", in.at("ClusterId"), "StepId",
            out.at("StepId"))),
        by(said -> said, all -> all.at("Step").at("Status").at("State"), Set.of("COMPLETED"),
            Set.of("FAILED", "CANCELLED", "INTERRUPTED")),
        new Call("cancelStep", (in, out) -> Map.of("ClusterId", in.at("ClusterId"), "StepId",
            out.at("StepId"))));
  }

  private static void emrContainers() {
    Call look = new Call("describeJobRun", (in, out) -> Map.of("VirtualClusterId",
        in.at("VirtualClusterId"), "Id", out.at("Id")));
    add("emr-containers", "startJobRun", look,
        by(said -> said.at("JobRun"), run -> run.at("State"), Set.of("COMPLETED"),
            Set.of("FAILED", "CANCELLED")),
        new Call("cancelJobRun", look.parameters()));
    add("emr-containers", "deleteVirtualCluster",
        new Call("describeVirtualCluster", (in, _) -> Map.of("Id", in.at("Id"))),
        by(said -> said.at("VirtualCluster"), cluster -> cluster.at("State"),
            Set.of("TERMINATED"), Set.of("ARRESTED")),
        null);
  }

  private static void emrServerless() {
    String service = "emr-serverless";
    Call look = new Call("getJobRun", (in, out) -> Map.of("ApplicationId", in.at("ApplicationId"),
        "JobRunId", out.at("JobRunId")));
    add(service, "startJobRun", look,
        by(said -> said.at("JobRun"), run -> run.at("State"), Set.of("SUCCESS"),
            Set.of("FAILED", "CANCELLED")),
        new Call("cancelJobRun", look.parameters()));
    Call application = new Call("getApplication",
        (in, _) -> Map.of("ApplicationId", in.at("ApplicationId")));
    add(service, "startApplication", application, by(said -> said.at("Application"),
        one -> one.at("State"), Set.of("STARTED"), Set.of("TERMINATED")), null);
    add(service, "stopApplication", application, by(said -> said.at("Application"),
        one -> one.at("State"), Set.of("STOPPED"), Set.of("TERMINATED")), null);
  }

  private static void glue() {
    add("glue", "startJobRun",
        new Call("getJobRun",
            (in, out) -> Map.of("JobName", in.at("JobName"), "RunId", out.at("JobRunId"))),
        by(said -> said.at("JobRun"), run -> run.at("JobRunState"), Set.of("SUCCEEDED"),
            Set.of("FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED")),
        new Call("batchStopJobRun", (in, out) -> Map.of("JobName", in.at("JobName"), "JobRunIds",
            List.of(out.at("JobRunId").text()))));
  }

  private static void mediaConvert() {
    add("mediaconvert", "createJob",
        new Call("getJob", (_, out) -> Map.of("Id", out.at("Job").at("Id"))),
        by(said -> said, all -> all.at("Job").at("Status"), Set.of("COMPLETE"),
            Set.of("ERROR", "CANCELED")),
        new Call("cancelJob", (_, out) -> Map.of("Id", out.at("Job").at("Id"))));
  }

  /** All of them are named by who begins them. */
  private static void sageMaker(String kind) {
    String name = kind + "JobName";
    BiFunction<Members, Members, Map<String, ?>> named = (in, _) -> Map.of(name, in.at(name));
    add("sagemaker", "create" + kind + "Job", new Call("describe" + kind + "Job", named),
        by(said -> said, job -> job.at(kind + "JobStatus"), Set.of("Completed"),
            Set.of("Failed", "Stopped")),
        new Call("stop" + kind + "Job", named));
  }

  /** The calls that only looks and stops make. */
  static List<String> errands() {
    return ALL.values().stream()
        .flatMap(kind -> Arrays.asList(kind.look(), kind.stop()).stream()
            .filter(call -> call != null)
            .map(call -> kind.service() + ':' + call.action()))
        .distinct().sorted().toList();
  }
}
