package dev.pawl.core.access;

import dev.pawl.core.identity.Arn;
import dev.pawl.core.task.Resource;
import dev.pawl.core.task.TaskRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What rights a task needs of its state machine's role, as AWS asks for them (reference: service-integrations). Where
 * the parameters do not tell which resource a call is about, the right is needed on {@code *}, which only a policy about
 * everything gives; {@link NamedResources} knows what most services' parameters tell.
 */
public final class TaskRights {
  private static final String ANY = "*";
  private static final String GENERIC = "aws-sdk:";

  /** What IAM calls a service where it does not call it as the SDK does. */
  private static final Map<String, String> PREFIXES = Map.ofEntries(
      Map.entry("sfn", "states"), Map.entry("eventbridge", "events"),
      Map.entry("cloudwatchlogs", "logs"), Map.entry("cloudwatchevents", "events"),
      Map.entry("applicationautoscaling", "application-autoscaling"),
      Map.entry("apigateway", "execute-api"), Map.entry("apigatewayv2", "apigateway"),
      Map.entry("bedrockruntime", "bedrock"), Map.entry("cognitoidentityprovider", "cognito-idp"),
      Map.entry("costexplorer", "ce"), Map.entry("databasemigration", "dms"),
      Map.entry("directory", "ds"), Map.entry("efs", "elasticfilesystem"),
      Map.entry("emr", "elasticmapreduce"), Map.entry("emrcontainers", "emr-containers"),
      Map.entry("emrserverless", "emr-serverless"), Map.entry("iotdataplane", "iot"),
      Map.entry("rdsdata", "rds-data"), Map.entry("redshiftdata", "redshift-data"),
      Map.entry("resourcegroupstaggingapi", "tag"), Map.entry("sesv2", "ses"),
      Map.entry("elasticloadbalancingv2", "elasticloadbalancing"));

  /** Where the action that IAM knows is not the one that is called. */
  private static final Map<String, String> ACTIONS = Map.ofEntries(
      Map.entry("lambda:Invoke", "lambda:InvokeFunction"),
      Map.entry("lambda:InvokeAsync", "lambda:InvokeFunction"),
      Map.entry("s3:HeadBucket", "s3:ListBucket"), Map.entry("s3:ListObjects", "s3:ListBucket"),
      Map.entry("s3:ListObjectsV2", "s3:ListBucket"),
      Map.entry("s3:ListObjectVersions", "s3:ListBucketVersions"),
      Map.entry("s3:ListBuckets", "s3:ListAllMyBuckets"),
      Map.entry("s3:HeadObject", "s3:GetObject"),
      Map.entry("s3:SelectObjectContent", "s3:GetObject"),
      Map.entry("s3:DeleteObjects", "s3:DeleteObject"),
      Map.entry("s3:CopyObject", "s3:PutObject"),
      Map.entry("s3:CreateMultipartUpload", "s3:PutObject"),
      Map.entry("s3:UploadPart", "s3:PutObject"),
      Map.entry("s3:UploadPartCopy", "s3:PutObject"),
      Map.entry("s3:CompleteMultipartUpload", "s3:PutObject"),
      Map.entry("s3:ListMultipartUploads", "s3:ListBucketMultipartUploads"),
      Map.entry("s3:ListParts", "s3:ListMultipartUploadParts"),
      Map.entry("sqs:SendMessageBatch", "sqs:SendMessage"),
      Map.entry("sqs:DeleteMessageBatch", "sqs:DeleteMessage"),
      Map.entry("sqs:ChangeMessageVisibilityBatch", "sqs:ChangeMessageVisibility"),
      Map.entry("sns:PublishBatch", "sns:Publish"),
      Map.entry("elasticmapreduce:CreateCluster", "elasticmapreduce:RunJobFlow"),
      Map.entry("elasticmapreduce:TerminateCluster", "elasticmapreduce:TerminateJobFlows"),
      Map.entry("elasticmapreduce:AddStep", "elasticmapreduce:AddJobFlowSteps"),
      Map.entry("elasticmapreduce:CancelStep", "elasticmapreduce:CancelSteps"),
      Map.entry("elasticmapreduce:SetClusterTerminationProtection",
          "elasticmapreduce:SetTerminationProtection"),
      Map.entry("elasticmapreduce:ModifyInstanceFleetByName",
          "elasticmapreduce:ModifyInstanceFleet"),
      Map.entry("elasticmapreduce:ModifyInstanceGroupByName",
          "elasticmapreduce:ModifyInstanceGroups"),
      Map.entry("events:Forward", "events:PutEvents"),
      Map.entry("eks:Call", "eks:AccessKubernetesApi"),
      Map.entry("eks:RunJob", "eks:AccessKubernetesApi"),
      Map.entry("eks:DescribeJob", "eks:AccessKubernetesApi"),
      Map.entry("eks:DeleteJob", "eks:AccessKubernetesApi"));

  private static final Pattern QUEUE_URL = Pattern.compile(
      "https?://(?<host>[^/?#@]+)/(?<account>[0-9]{12}|queue)/(?<name>[A-Za-z0-9_-]{1,80}(\\.fifo)?)");

  private final String region;
  private final String account;

  /** @param account whose tasks these are; names without an account mean its resources */
  public TaskRights(String region, String account) {
    this.region = region;
    this.account = account;
  }

  /** What a task needs; nothing where it asks for nobody's resources, as an activity. */
  public List<AccessRequest> of(TaskRequest task) {
    return switch (task.resource()) {
      case Resource.Activity _ -> List.of();
      case Resource.Function function ->
        List.of(new AccessRequest("lambda:InvokeFunction", function.arn()));
      case Resource.Service service -> of(service, task);
    };
  }

  /** What it takes to read an object, or all objects under a prefix that ends with a star. */
  public static AccessRequest toRead(String bucket, String key) {
    return new AccessRequest("s3:GetObject", object(bucket, key));
  }

  /** What it takes to list the objects of a bucket. */
  public static AccessRequest toList(String bucket) {
    return new AccessRequest("s3:ListBucket", bucket(bucket));
  }

  /** What it takes to write an object. */
  public static AccessRequest toWrite(String bucket, String key) {
    return new AccessRequest("s3:PutObject", object(bucket, key));
  }

  private List<AccessRequest> of(Resource.Service service, TaskRequest task) {
    Map<?, ?> members = task.parameters().tree() instanceof Map<?, ?> tree ? tree : Map.of();
    if (service.service().equals("http")) {
      return http(members, task.executionArn());
    }
    if (service.service().equals("apigateway")) {
      return api(members);
    }
    if (service.service().equals("k8s")) {
      return List.of(new AccessRequest("k8s:RunJob", named("k8s", "namespace/",
          namespace(members))));
    }
    String token = service.service().startsWith(GENERIC)
        ? service.service().substring(GENERIC.length()).toLowerCase(Locale.ROOT)
        : service.service();
    String called = PREFIXES.getOrDefault(token, token) + ':' + pascal(service.action());
    String action = ACTIONS.getOrDefault(called, called);
    List<AccessRequest> needed = new ArrayList<>();
    resources(token, called, members)
        .forEach(resource -> needed.add(new AccessRequest(action, resource)));
    if (called.equals("s3:CopyObject") || called.equals("s3:UploadPartCopy")) {
      needed.add(new AccessRequest("s3:GetObject",
          text(members, "CopySource").map(TaskRights::copied).orElse(ANY)));
    }
    if (service.service().equals("bedrock") && called.equals("bedrock:InvokeModel")) {
      stored(members, "Input").ifPresent(
          object -> needed.add(new AccessRequest("s3:GetObject", object)));
      stored(members, "Output").ifPresent(
          object -> needed.add(new AccessRequest("s3:PutObject", object)));
    }
    return needed;
  }

  /** An object that a member names by its URI. */
  private static Optional<String> stored(Map<?, ?> members, String member) {
    return members.get(member) instanceof Map<?, ?> place
        ? text(place, "S3Uri").map(uri -> uri.startsWith("s3://")
            ? bucket(uri.substring("s3://".length()))
            : ANY)
        : Optional.empty();
  }

  /** A call that is not signed is anybody's. */
  private List<AccessRequest> api(Map<?, ?> members) {
    if (text(members, "AuthType").filter("IAM_ROLE"::equals).isEmpty()) {
      return List.of();
    }
    String path = text(members, "Path").orElse("").replaceFirst("^/", "");
    return List.of(new AccessRequest("execute-api:Invoke", named("execute-api",
        text(members, "ApiEndpoint").orElse(ANY).replaceFirst("^https?://", "").split("\\.", 2)[0]
            + '/',
        String.join("/", text(members, "Stage").orElse("$default").replaceFirst("^/", ""),
            text(members, "Method").orElse(ANY), path))));
  }

  private static String namespace(Map<?, ?> members) {
    Optional<String> inner = members.get("Job") instanceof Map<?, ?> job
        && job.get("metadata") instanceof Map<?, ?> metadata
            ? text(metadata, "namespace")
            : Optional.empty();
    return text(members, "Namespace").or(() -> inner).orElse("default");
  }

  private List<String> resources(String token, String called, Map<?, ?> members) {
    List<String> named = switch (token) {
      case "lambda" -> one(text(members, "FunctionName").map(name -> function(name, members)));
      case "sqs" -> one(text(members, "QueueUrl").flatMap(this::queue));
      case "sns" -> one(text(members, "TopicArn").or(() -> text(members, "TargetArn")));
      case "dynamodb" -> tables(members);
      case "s3" -> called.equals("s3:DeleteObjects") ? deleted(members) : one(stored(members));
      case "states", "sfn" -> one(first(members, "StateMachineArn", "ExecutionArn", "ActivityArn",
          "StateMachineAliasArn", "StateMachineVersionArn", "MapRunArn", "ResourceArn"));
      case "events", "eventbridge" -> first(members, "ApiDestinationArn", "EventBusArn")
          .map(List::of).orElseGet(() -> buses(members));
      case "secretsmanager" -> one(text(members, "SecretId").map(id -> named("secret:", id)));
      case "ssm" -> one(text(members, "Name")
          .map(name -> named("ssm", "parameter/", name.replaceFirst("^/", ""))));
      case "kinesis" -> one(text(members, "StreamARN")
          .or(() -> text(members, "StreamName").map(name -> named("kinesis", "stream/", name))));
      default -> new NamedResources(region, account).of(token,
          PREFIXES.getOrDefault(token, token), members);
    };
    return named.isEmpty() ? List.of(ANY) : named;
  }

  /** The right is needed on the state machine; the endpoint is for conditions to look at. */
  private List<AccessRequest> http(Map<?, ?> members, String executionArn) {
    Map<String, List<String>> context = new LinkedHashMap<>();
    text(members, "ApiEndpoint").ifPresent(url -> context.put("states:HTTPEndpoint", List.of(url)));
    text(members, "Method").ifPresent(verb -> context.put("states:HTTPMethod", List.of(verb)));
    List<AccessRequest> needed = new ArrayList<>();
    needed.add(new AccessRequest("states:InvokeHTTPEndpoint", machine(executionArn), context));
    for (String place : List.of("InvocationConfig", "Authentication")) {
      if (members.get(place) instanceof Map<?, ?> config) {
        needed.add(new AccessRequest("events:RetrieveConnectionCredentials",
            text(config, "ConnectionArn").orElse(ANY)));
      }
    }
    return needed;
  }

  private static String machine(String executionArn) {
    return Arn.parse(executionArn).map(arn -> switch (arn) {
      case Arn.Execution run ->
        new Arn.StateMachine(run.region(), run.account(), run.stateMachine()).text();
      case Arn.Express run ->
        new Arn.StateMachine(run.region(), run.account(), run.stateMachine()).text();
      default -> ANY;
    }).orElse(ANY);
  }

  /** A function's name, part of its ARN, or all of it. */
  private String function(String name, Map<?, ?> members) {
    String[] parts = name.split(":", -1);
    String arn;
    if (name.startsWith("arn:")) {
      arn = name;
    } else if (parts.length >= 3 && parts[1].equals("function")) {
      arn = "arn:aws:lambda:" + region + ':' + name;
    } else {
      arn = named("lambda", "function:", name);
    }
    return text(members, "Qualifier").map(qualifier -> arn + ':' + qualifier).orElse(arn);
  }

  /** A queue's URL ends with its account and its name; one that has more to it tells nothing for sure. */
  private Optional<String> queue(String url) {
    Matcher parts = QUEUE_URL.matcher(url);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String owner = parts.group("account").equals("queue") ? account : parts.group("account");
    String[] host = parts.group("host").split("\\.", -1);
    String where = host.length > 3 && host[0].equals("sqs") ? host[1] : region;
    return Optional.of(String.join(":", "arn:aws:sqs", where, owner, parts.group("name")));
  }

  /** Tables are named at the top, as keys of a batch, or within the parts of a transaction. */
  private List<String> tables(Map<?, ?> members) {
    if (members.get("RequestItems") instanceof Map<?, ?> batch) {
      return batch.keySet().stream().map(name -> table(String.valueOf(name))).toList();
    }
    if (members.get("TransactItems") instanceof List<?> parts) {
      return parts.stream()
          .flatMap(part -> part instanceof Map<?, ?> kinds
              ? kinds.values().stream()
              : Stream.of((Object) part))
          .map(part -> part instanceof Map<?, ?> item
              ? text(item, "TableName").map(this::table).orElse(ANY)
              : ANY)
          .distinct().toList();
    }
    return one(text(members, "TableName").map(this::table));
  }

  private String table(String name) {
    return named("dynamodb", "table/", name);
  }

  private List<String> buses(Map<?, ?> members) {
    if (!(members.get("Entries") instanceof List<?> entries)) {
      return List.of();
    }
    return entries.stream()
        .map(entry -> entry instanceof Map<?, ?> event
            ? text(event, "EventBusName").orElse("default")
            : "default")
        .map(name -> named("events", "event-bus/", name)).distinct().toList();
  }

  private static List<String> deleted(Map<?, ?> members) {
    String bucket = text(members, "Bucket").orElse(ANY);
    return members.get("Delete") instanceof Map<?, ?> delete
        && delete.get("Objects") instanceof List<?> objects
            ? objects.stream()
                .map(object -> object instanceof Map<?, ?> named
                    ? object(bucket, text(named, "Key").orElse(ANY))
                    : ANY)
                .toList()
            : List.of();
  }

  private static Optional<String> stored(Map<?, ?> members) {
    return text(members, "Bucket").map(bucket -> members.containsKey("Key")
        ? object(bucket, text(members, "Key").orElse(ANY))
        : bucket(bucket));
  }

  private static String bucket(String name) {
    return name.startsWith("arn:") ? name : "arn:aws:s3:::" + name;
  }

  private static String object(String bucket, String key) {
    return bucket(bucket) + '/' + key;
  }

  /** The source is encoded as in a URL, where a plus is a plus. */
  private static String copied(String source) {
    try {
      String text = URLDecoder.decode(source.replaceFirst("\\?versionId=.*$", "")
          .replace("+", "%2B"), StandardCharsets.UTF_8);
      return bucket(text.startsWith("/") ? text.substring(1) : text);
    } catch (IllegalArgumentException e) {
      // Not encoded as it has to be: nobody knows what the service will make of it.
      return ANY;
    }
  }

  private String named(String kind, String name) {
    return named("secretsmanager", kind, name);
  }

  private String named(String service, String kind, String name) {
    return name.startsWith("arn:")
        ? name
        : "arn:aws:" + service + ':' + region + ':' + account + ':' + kind + name;
  }

  private static Optional<String> first(Map<?, ?> members, String... names) {
    return Stream.of(names).flatMap(name -> text(members, name).stream()).findFirst();
  }

  private static List<String> one(Optional<String> resource) {
    return resource.stream().toList();
  }

  private static Optional<String> text(Map<?, ?> members, String name) {
    @Nullable
    Object value = members.get(name);
    return value instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
  }

  private static String pascal(String action) {
    return action.isEmpty()
        ? action
        : Character.toUpperCase(action.charAt(0)) + action.substring(1);
  }
}
