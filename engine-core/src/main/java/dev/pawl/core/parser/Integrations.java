package dev.pawl.core.parser;

import dev.pawl.core.task.Resource.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The service integrations that a definition may name (reference: service-integrations, section 3). */
final class Integrations {
  private static final String AWS_SDK = "aws-sdk:";

  /** Service, action and the patterns it has besides request-response: S is .sync, T is .waitForTaskToken. */
  private static final List<String> TABLE = List.of(
      "lambda: invoke/T",
      "dynamodb: getItem putItem updateItem deleteItem",
      "sqs: sendMessage/T",
      "sns: publish/T",
      "events: putEvents/T",
      "states: startExecution/S2T",
      "http: invoke",
      "apigateway: invoke/T",
      "batch: submitJob/S",
      "ecs: runTask/ST",
      "glue: startJobRun/S",
      "databrew: startJobRun/S",
      "athena: startQueryExecution/S stopQueryExecution getQueryExecution getQueryResults",
      "codebuild: startBuild/S startBuildBatch/S retryBuildBatch/S stopBuild stopBuildBatch"
          + " deleteBuildBatch batchDeleteBuilds batchGetReports",
      "sagemaker: createTrainingJob/S createTransformJob/S createProcessingJob/S"
          + " createLabelingJob/S createHyperParameterTuningJob/S createModel"
          + " createEndpointConfig createEndpoint updateEndpoint",
      "elasticmapreduce: createCluster/S terminateCluster/S addStep/S cancelStep"
          + " setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName",
      "emr-containers: createVirtualCluster deleteVirtualCluster/S startJobRun/S",
      "emr-serverless: createApplication startApplication/S stopApplication/S deleteApplication"
          + " startJobRun/S cancelJobRun/S",
      "eks: createCluster/S deleteCluster/S createNodegroup/S deleteNodegroup/S runJob/S call/T",
      // Ours: jobs of the operator's own cluster.
      "k8s: job/S",
      "bedrock: invokeModel/T createModelCustomizationJob/S",
      "mediaconvert: createJob/S");

  private static final Map<String, Set<Pattern>> ACTIONS = actions();

  private Integrations() {}

  /**
   * Whether a Task may name this call. A generic call ({@code aws-sdk:s3}) is taken at its word: which
   * services and actions exist is for the connector to say.
   */
  static boolean offers(String service, String action, Pattern pattern) {
    if (service.startsWith(AWS_SDK)) {
      return pattern == Pattern.REQUEST_RESPONSE || pattern == Pattern.WAIT_FOR_TASK_TOKEN;
    }
    return ACTIONS.getOrDefault(service + ":" + action, Set.of()).contains(pattern);
  }

  private static Map<String, Set<Pattern>> actions() {
    Map<String, Set<Pattern>> actions = new HashMap<>();
    for (String row : TABLE) {
      String[] words = row.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        String[] parts = words[i].split("/", -1);
        actions.put(words[0] + parts[0], patterns(parts.length == 1 ? "" : parts[1]));
      }
    }
    return Map.copyOf(actions);
  }

  private static Set<Pattern> patterns(String letters) {
    return switch (letters) {
      case "" -> Set.of(Pattern.REQUEST_RESPONSE);
      case "S" -> Set.of(Pattern.REQUEST_RESPONSE, Pattern.SYNC);
      case "T" -> Set.of(Pattern.REQUEST_RESPONSE, Pattern.WAIT_FOR_TASK_TOKEN);
      case "ST" -> Set.of(Pattern.REQUEST_RESPONSE, Pattern.SYNC, Pattern.WAIT_FOR_TASK_TOKEN);
      case "S2T" -> Set.of(Pattern.values());
      default -> throw new IllegalStateException("no patterns are called " + letters);
    };
  }
}
