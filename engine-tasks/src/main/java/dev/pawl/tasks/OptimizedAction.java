package dev.pawl.tasks;

import dev.pawl.tasks.SdkErrors.Optimized;
import dev.pawl.tasks.job.JobKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An optimized integration that is one call of the SDK (reference: service-integrations, section 3).
 *
 * @param service the SDK's service token
 * @param action the SDK's action, in camelCase
 * @param textMember the member whose value may be any JSON and is sent as text
 * @param errors how its failures read: as version 1 of the SDK names the service
 * @param form where the integration's members differ from the SDK's
 */
record OptimizedAction(String service, String action, Optional<String> textMember,
    Optimized errors, MemberForm form) {
  static final Optimized LAMBDA_ERRORS = new Optimized("Lambda", "AWSLambda",
      "AWSLambdaException");

  private static final Optimized EMR_ERRORS = errors("ElasticMapReduce",
      "AmazonElasticMapReduce");

  /** By the resource's service and action. */
  private static final Map<String, OptimizedAction> ALL = new TreeMap<>();

  /** What is called for jobs that are waited for; no definition names these. */
  private static final Map<String, OptimizedAction> ERRANDS = new HashMap<>();

  static {
    add("sqs", "sqs", Optional.of("MessageBody"), errors("SQS", "AmazonSQS"), "sendMessage");
    add("sns", "sns", Optional.of("Message"), errors("SNS", "AmazonSNS"), "publish");
    add("dynamodb", "dynamodb",
        new Optimized("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"), "getItem",
        "putItem", "updateItem", "deleteItem");
    add("athena", "athena", errors("Athena", "AmazonAthena"), "startQueryExecution",
        "stopQueryExecution", "getQueryExecution", "getQueryResults");
    add("batch", "batch", errors("Batch", "AWSBatch"), "submitJob");
    add("bedrock", "bedrock", errors("Bedrock", "AmazonBedrock"), "createModelCustomizationJob");
    add("codebuild", "codebuild", errors("CodeBuild", "AWSCodeBuild"), "startBuild",
        "startBuildBatch", "retryBuildBatch", "stopBuild", "stopBuildBatch", "deleteBuildBatch",
        "batchDeleteBuilds", "batchGetReports");
    add("databrew", "databrew", errors("DataBrew", "AWSGlueDataBrew"), "startJobRun");
    add("ecs", "ecs", errors("ECS", "AmazonECS"), "runTask");
    add("eks", "eks", errors("EKS", "AmazonEKS"), "createCluster", "deleteCluster",
        "createNodegroup", "deleteNodegroup");
    add("emr-containers", "emrcontainers", errors("EMRContainers", "AmazonEMRContainers"),
        "createVirtualCluster", "deleteVirtualCluster", "startJobRun");
    add("emr-serverless", "emrserverless", errors("EMRServerless", "AWSEMRServerless"),
        "createApplication", "startApplication", "stopApplication", "deleteApplication",
        "startJobRun", "cancelJobRun");
    add("glue", "glue", errors("Glue", "AWSGlue"), "startJobRun");
    add("mediaconvert", "mediaconvert", errors("MediaConvert", "AWSMediaConvert"), "createJob");
    add("sagemaker", "sagemaker", errors("SageMaker", "AmazonSageMaker"), "createTrainingJob",
        "createTransformJob", "createProcessingJob", "createLabelingJob",
        "createHyperParameterTuningJob", "createModel", "createEndpointConfig", "createEndpoint",
        "updateEndpoint");
    add("elasticmapreduce", "emr", EMR_ERRORS, "createCluster", "terminateCluster", "addStep",
        "cancelStep",
        "setClusterTerminationProtection");
    addErrands();
  }

  private static Optimized errors(String prefix, String service) {
    return new Optimized(prefix, service, service + "Exception");
  }

  private static void add(String service, String token, Optimized errors, String... actions) {
    add(service, token, Optional.empty(), errors, actions);
  }

  private static void add(String service, String token, Optional<String> textMember,
      Optimized errors, String... actions) {
    Arrays.stream(actions).forEach(action -> {
      MemberForm form = MemberForm.of(service, action);
      ALL.put(service + ':' + action,
          new OptimizedAction(token, form.sdkAction(), textMember, errors, form));
    });
  }

  private static void addErrands() {
    Map<String, OptimizedAction> byService = new HashMap<>();
    ALL.forEach((name, action) -> byService.put(name.substring(0, name.indexOf(':')), action));
    for (String errand : JobKind.errands()) {
      OptimizedAction sibling = byService.get(errand.substring(0, errand.indexOf(':')));
      if (sibling != null) {
        MemberForm form = MemberForm.asIs(errand.substring(errand.indexOf(':') + 1));
        ERRANDS.put(errand, new OptimizedAction(sibling.service(), form.sdkAction(),
            Optional.empty(), sibling.errors(), form));
      }
    }
  }

  /** A call of EMR's that another integration is made of. */
  static OptimizedAction emr(String sdkAction) {
    return new OptimizedAction("emr", sdkAction, Optional.empty(), EMR_ERRORS,
        MemberForm.asIs(sdkAction));
  }

  static Optional<OptimizedAction> find(String service, String action) {
    String name = service + ':' + action;
    return Optional.ofNullable(ALL.get(name)).or(() -> Optional.ofNullable(ERRANDS.get(name)));
  }

  /** All that a definition may name, as in {@code arn:aws:states:::<text>}, sorted. */
  static List<String> all() {
    return List.copyOf(ALL.keySet());
  }
}
