package dev.pawl.tasks;

import dev.pawl.tasks.credentials.CredentialRule;
import dev.pawl.tasks.credentials.CredentialsFile;
import dev.pawl.tasks.http.HttpSettings;
import dev.pawl.tasks.kubernetes.Clusters;
import dev.pawl.tasks.kubernetes.OwnCluster;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the connectors find what they call.
 *
 * @param region the region that AWS calls are signed for, e.g. {@code us-east-1}
 * @param account the account that the engine's ARNs carry
 * @param awsEndpoint an endpoint for every AWS service; empty for AWS itself
 * @param awsEndpointByService endpoints that go before {@code awsEndpoint}, by the SDK's service token in lower
 *     case, e.g. {@code sqs}
 * @param functions URLs of functions that are called by plain HTTP, by function name or whole ARN
 * @param maxConnections the most connections open to AWS at the same time
 * @param http where HTTP tasks may go
 * @param credentials how the calls of roles are signed; the first that fits decides
 * @param sdkFolder a folder with jars of the AWS SDK's services that do not come with the product; empty for none
 * @param kubernetes where the jobs of {@code k8s:job} run
 */
public record TaskSettings(String region, String account, Optional<URI> awsEndpoint,
    Map<String, URI> awsEndpointByService, Map<String, URI> functions, int maxConnections,
    HttpSettings http, List<CredentialRule> credentials, Optional<Path> sdkFolder,
    Clusters kubernetes) {
  /** The environment variable for {@code awsEndpoint}; with {@code _SQS} and the like for one service. */
  public static final String AWS_ENDPOINT_URL = "PAWL_AWS_ENDPOINT_URL";

  /** The environment variable that names the file with the functions' URLs. */
  public static final String FUNCTIONS_FILE = "PAWL_FUNCTIONS_FILE";

  /** The environment variable that names the file with {@code credentials}. */
  public static final String CREDENTIALS_FILE = "PAWL_CREDENTIALS_FILE";

  /** The environment variable for {@code sdkFolder}. */
  public static final String SDK_DIR = "PAWL_SDK_DIR";

  private static final int DEFAULT_MAX_CONNECTIONS = 256;

  public TaskSettings {
    awsEndpointByService = Map.copyOf(awsEndpointByService);
    functions = Map.copyOf(functions);
    credentials = List.copyOf(credentials);
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections must be positive: " + maxConnections);
    }
  }

  /** Settings for AWS itself, without functions of their own. */
  public static TaskSettings of(String region, String account) {
    return new TaskSettings(region, account, Optional.empty(), Map.of(), Map.of(),
        DEFAULT_MAX_CONNECTIONS, HttpSettings.GUARDED, List.of(), Optional.empty(),
        OwnCluster.NONE);
  }

  /**
   * Reads {@code PAWL_AWS_ENDPOINT_URL}, {@code PAWL_AWS_ENDPOINT_URL_<SERVICE>}, {@code PAWL_FUNCTIONS_FILE},
   * {@code PAWL_CREDENTIALS_FILE}, {@code PAWL_SDK_DIR} and what {@link HttpSettings} and {@link OwnCluster} have.
   *
   * @throws InvalidTaskSettingsException where a URL or a file cannot be used
   */
  public static TaskSettings fromEnvironment(Map<String, String> env, String region,
      String account) {
    Map<String, URI> byService = new HashMap<>();
    env.forEach((name, value) -> {
      if (name.startsWith(AWS_ENDPOINT_URL + "_") && !value.isBlank()) {
        String service = name.substring(AWS_ENDPOINT_URL.length() + 1);
        byService.put(service.replace("_", "").toLowerCase(Locale.ROOT), url(name, value));
      }
    });
    return of(region, account)
        .withAwsEndpoint(text(env, AWS_ENDPOINT_URL).map(value -> url(AWS_ENDPOINT_URL, value)))
        .withAwsEndpointByService(byService)
        .withFunctions(text(env, FUNCTIONS_FILE)
            .map(file -> FunctionsFile.read(Path.of(file)))
            .orElse(Map.of()))
        .withHttp(HttpSettings.fromEnvironment(env))
        .withCredentials(text(env, CREDENTIALS_FILE)
            .map(file -> CredentialsFile.read(Path.of(file)))
            .orElse(List.of()))
        .withSdkFolder(text(env, SDK_DIR).map(Path::of))
        .withKubernetes(OwnCluster.fromEnvironment(env));
  }

  public TaskSettings withAwsEndpoint(Optional<URI> endpoint) {
    return new TaskSettings(region, account, endpoint, awsEndpointByService, functions,
        maxConnections, http, credentials, sdkFolder, kubernetes);
  }

  public TaskSettings withAwsEndpointByService(Map<String, URI> endpoints) {
    return new TaskSettings(region, account, awsEndpoint, endpoints, functions, maxConnections,
        http, credentials, sdkFolder, kubernetes);
  }

  public TaskSettings withFunctions(Map<String, URI> urls) {
    return new TaskSettings(region, account, awsEndpoint, awsEndpointByService, urls,
        maxConnections, http, credentials, sdkFolder, kubernetes);
  }

  public TaskSettings withHttp(HttpSettings other) {
    return new TaskSettings(region, account, awsEndpoint, awsEndpointByService, functions,
        maxConnections, other, credentials, sdkFolder, kubernetes);
  }

  public TaskSettings withCredentials(List<CredentialRule> rules) {
    return new TaskSettings(region, account, awsEndpoint, awsEndpointByService, functions,
        maxConnections, http, rules, sdkFolder, kubernetes);
  }

  public TaskSettings withSdkFolder(Optional<Path> folder) {
    return new TaskSettings(region, account, awsEndpoint, awsEndpointByService, functions,
        maxConnections, http, credentials, folder, kubernetes);
  }

  public TaskSettings withKubernetes(Clusters cluster) {
    return new TaskSettings(region, account, awsEndpoint, awsEndpointByService, functions,
        maxConnections, http, credentials, sdkFolder, cluster);
  }

  /** The endpoint to use instead of AWS's own, if any. */
  Optional<URI> endpoint(String service) {
    URI own = awsEndpointByService.get(service);
    return own == null ? awsEndpoint : Optional.of(own);
  }

  private static Optional<String> text(Map<String, String> env, String name) {
    return Optional.ofNullable(env.get(name)).filter(value -> !value.isBlank());
  }

  /** Reads an absolute http or https URL; {@code where} names its place in the message of a refusal. */
  static URI url(String where, String text) {
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equalsIgnoreCase(uri.getScheme())
          || "https".equalsIgnoreCase(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new InvalidTaskSettingsException(
          where + " is not a URL (" + e.getReason() + "): " + text, e);
    }
    throw new InvalidTaskSettingsException(
        where + " is not a URL that starts with http:// or https:// and names a host: " + text);
  }
}
