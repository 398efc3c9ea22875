package dev.pawl.core.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The resources that calls are about by the members that name them, for services whose resources are named in one way.
 */
final class NamedResources {
  /** These are nobody's. */
  private static final String MODEL = "foundation-model/";

  /**
   * By service token: members, the most telling one first, and what stands before their value in the resource's ARN after
   * the account.
   */
  private static final Map<String, List<Member>> TABLE = Map.ofEntries(
      Map.entry("athena", List.of(new Member("WorkGroup", "workgroup/"))),
      Map.entry("batch", List.of(new Member("JobDefinition", "job-definition/"),
          new Member("JobQueue", "job-queue/"), new Member("JobId", "job/"))),
      Map.entry("bedrock", List.of(new Member("ModelId", MODEL))),
      Map.entry("codebuild", List.of(new Member("ProjectName", "project/"))),
      Map.entry("databrew", List.of(new Member("Name", "job/"))),
      Map.entry("ecs", List.of(new Member("TaskDefinition", "task-definition/"))),
      Map.entry("eks", List.of(new Member("ClusterName", "cluster/"),
          new Member("Name", "cluster/"))),
      Map.entry("elasticmapreduce", List.of(new Member("ClusterId", "cluster/"))),
      Map.entry("emr", List.of(new Member("ClusterId", "cluster/"),
          new Member("JobFlowId", "cluster/"))),
      Map.entry("emr-containers", List.of(new Member("VirtualClusterId", "/virtualclusters/"))),
      Map.entry("emrcontainers", List.of(new Member("VirtualClusterId", "/virtualclusters/"))),
      Map.entry("emr-serverless", List.of(new Member("ApplicationId", "/applications/"))),
      Map.entry("emrserverless", List.of(new Member("ApplicationId", "/applications/"))),
      Map.entry("firehose", List.of(new Member("DeliveryStreamName", "deliverystream/"))),
      Map.entry("glue", List.of(new Member("JobName", "job/"), new Member("CrawlerName",
          "crawler/"))),
      Map.entry("iam", List.of(new Member("GroupName", "group/"), new Member("UserName", "user/"),
          new Member("InstanceProfileName", "instance-profile/"),
          new Member("RoleName", "role/"),
          new Member("PolicyArn", "policy/"), new Member("PolicyName", "policy/"))),
      Map.entry("kms", List.of(new Member("KeyId", "key/"))),
      Map.entry("sagemaker", List.of(new Member("TrainingJobName", "training-job/"),
          new Member("TransformJobName", "transform-job/"),
          new Member("ProcessingJobName", "processing-job/"),
          new Member("LabelingJobName", "labeling-job/"),
          new Member("HyperParameterTuningJobName", "hyper-parameter-tuning-job/"),
          new Member("EndpointName", "endpoint/"), new Member("ModelName", "model/"))));

  /** Its ARNs have no region, and a call is about the first of the members alone. */
  private static final String IAM = "iam";

  /** Services that name all of their resources by ARNs: each that a call has counts. */
  private static final Set<String> BY_ARN = Set.of("datasync");

  private final String region;
  private final String account;

  private record Member(String name, String before) {}

  NamedResources(String region, String account) {
    this.region = region;
    this.account = account;
  }

  /**
   * The ARNs that parameters name.
   *
   * @param prefix what IAM calls the service
   * @return none where they tell nothing
   */
  List<String> of(String token, String prefix, Map<?, ?> members) {
    if (!BY_ARN.contains(token)) {
      return TABLE.getOrDefault(token, List.of()).stream()
          .flatMap(member -> members.get(member.name()) instanceof String value && !value.isEmpty()
              ? Stream.of(arn(prefix, member.before(), value))
              : Stream.empty())
          .limit(token.equals(IAM) ? 1 : Long.MAX_VALUE).toList();
    }
    return members.values().stream()
        .flatMap(value -> value instanceof List<?> items ? items.stream() : Stream.of(value))
        .filter(String.class::isInstance).map(String.class::cast)
        .filter(value -> value.startsWith("arn:aws:" + prefix + ':'))
        .distinct().toList();
  }

  private String arn(String prefix, String before, String value) {
    if (value.startsWith("arn:")) {
      return value;
    }
    String where = prefix.equals(IAM) ? "" : region;
    String owner = before.equals(MODEL) ? "" : account;
    return "arn:aws:" + prefix + ':' + where + ':' + owner + ':' + before + value;
  }
}
