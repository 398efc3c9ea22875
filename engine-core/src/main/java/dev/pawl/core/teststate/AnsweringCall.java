package dev.pawl.core.teststate;

import dev.pawl.core.task.Resource;
import dev.pawl.core.task.Resource.Pattern;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operation of a service whose answer a task's result is.
 *
 * @param service as aws-sdk integrations name it
 * @param parsed members in which the task sees JSON where the service answers text
 */
record AnsweringCall(String service, String operation, Set<String> parsed) {
  private static final String GENERIC = "aws-sdk:";

  /**
   * The optimized integrations: service and action, then the operation, and for {@code .sync} the one that tells
   * how the job stands. AWS looks at no mock of those that are absent: http, apigateway, eks:call and eks:runJob.
   */
  private static final Map<String, Row> OPTIMIZED = table("""
      lambda:invoke lambda.Invoke -
      dynamodb:getItem dynamodb.GetItem -
      dynamodb:putItem dynamodb.PutItem -
      dynamodb:updateItem dynamodb.UpdateItem -
      dynamodb:deleteItem dynamodb.DeleteItem -
      sqs:sendMessage sqs.SendMessage -
      sns:publish sns.Publish -
      events:putEvents eventbridge.PutEvents -
      states:startExecution sfn.StartExecution DescribeExecution
      batch:submitJob batch.SubmitJob DescribeJobs
      ecs:runTask ecs.RunTask DescribeTasks
      glue:startJobRun glue.StartJobRun GetJobRun
      databrew:startJobRun databrew.StartJobRun DescribeJobRun
      athena:startQueryExecution athena.StartQueryExecution GetQueryExecution
      athena:stopQueryExecution athena.StopQueryExecution -
      athena:getQueryExecution athena.GetQueryExecution -
      athena:getQueryResults athena.GetQueryResults -
      codebuild:startBuild codebuild.StartBuild BatchGetBuilds
      codebuild:startBuildBatch codebuild.StartBuildBatch BatchGetBuildBatches
      codebuild:retryBuildBatch codebuild.RetryBuildBatch BatchGetBuildBatches
      codebuild:stopBuild codebuild.StopBuild -
      codebuild:stopBuildBatch codebuild.StopBuildBatch -
      codebuild:deleteBuildBatch codebuild.DeleteBuildBatch -
      codebuild:batchDeleteBuilds codebuild.BatchDeleteBuilds -
      codebuild:batchGetReports codebuild.BatchGetReports -
      sagemaker:createTrainingJob sagemaker.CreateTrainingJob DescribeTrainingJob
      sagemaker:createTransformJob sagemaker.CreateTransformJob DescribeTransformJob
      sagemaker:createProcessingJob sagemaker.CreateProcessingJob DescribeProcessingJob
      sagemaker:createLabelingJob sagemaker.CreateLabelingJob DescribeLabelingJob
      sagemaker:createHyperParameterTuningJob sagemaker.CreateHyperParameterTuningJob DescribeHyperParameterTuningJob
      sagemaker:createModel sagemaker.CreateModel -
      sagemaker:createEndpointConfig sagemaker.CreateEndpointConfig -
      sagemaker:createEndpoint sagemaker.CreateEndpoint -
      sagemaker:updateEndpoint sagemaker.UpdateEndpoint -
      elasticmapreduce:createCluster emr.RunJobFlow DescribeCluster
      elasticmapreduce:terminateCluster emr.TerminateJobFlows DescribeCluster
      elasticmapreduce:addStep emr.AddJobFlowSteps DescribeStep
      elasticmapreduce:cancelStep emr.CancelSteps -
      emr-containers:createVirtualCluster emrcontainers.CreateVirtualCluster -
      emr-containers:deleteVirtualCluster emrcontainers.DeleteVirtualCluster DescribeVirtualCluster
      emr-containers:startJobRun emrcontainers.StartJobRun DescribeJobRun
      emr-serverless:createApplication emrserverless.CreateApplication -
      emr-serverless:startApplication emrserverless.StartApplication GetApplication
      emr-serverless:stopApplication emrserverless.StopApplication GetApplication
      emr-serverless:deleteApplication emrserverless.DeleteApplication -
      emr-serverless:startJobRun emrserverless.StartJobRun GetJobRun
      emr-serverless:cancelJobRun emrserverless.CancelJobRun -
      eks:createCluster eks.CreateCluster DescribeCluster
      eks:deleteCluster eks.DeleteCluster DescribeCluster
      eks:createNodegroup eks.CreateNodegroup DescribeNodegroup
      eks:deleteNodegroup eks.DeleteNodegroup DescribeNodegroup
      bedrock:invokeModel bedrockruntime.InvokeModel -
      bedrock:createModelCustomizationJob bedrock.CreateModelCustomizationJob GetModelCustomizationJob
      mediaconvert:createJob mediaconvert.CreateJob GetJob
      """);

  private static final Map<String, Set<String>> PARSED = Map.of(
      "lambda:invoke", Set.of("Payload"),
      "bedrock:invokeModel", Set.of("Body"));
  private static final Set<String> PARSED_CHILD = Set.of("Input", "Output");

  /** @param job the operation that tells how the job stands; "-" for none */
  private record Row(String service, String operation, String job) {}

  /** Empty where nobody says what a result is like: a function's own result, a callback's, an activity's. */
  static Optional<AnsweringCall> of(Resource resource) {
    if (!(resource instanceof Resource.Service service)
        || service.pattern() == Pattern.WAIT_FOR_TASK_TOKEN) {
      return Optional.empty();
    }
    if (service.service().startsWith(GENERIC)) {
      return Optional.of(new AnsweringCall(service.service().substring(GENERIC.length()),
          service.action(), Set.of()));
    }
    String name = service.service() + ":" + service.action();
    return Optional.ofNullable(OPTIMIZED.get(name)).map(row -> switch (service.pattern()) {
      case SYNC -> new AnsweringCall(row.service(), row.job(), Set.of());
      case SYNC_2 -> new AnsweringCall(row.service(), row.job(), PARSED_CHILD);
      case REQUEST_RESPONSE, WAIT_FOR_TASK_TOKEN -> new AnsweringCall(row.service(),
          row.operation(), PARSED.getOrDefault(name, Set.of()));
    });
  }

  private static Map<String, Row> table(String text) {
    Map<String, Row> table = new HashMap<>();
    text.lines().forEach(line -> {
      String[] words = line.split(" ", -1);
      int dot = words[1].indexOf('.');
      table.put(words[0],
          new Row(words[1].substring(0, dot), words[1].substring(dot + 1), words[2]));
    });
    return Map.copyOf(table);
  }
}
