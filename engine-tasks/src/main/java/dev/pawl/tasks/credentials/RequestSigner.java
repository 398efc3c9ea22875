package dev.pawl.tasks.credentials;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Signs requests that are not the SDK's own, for the role that calls. Safe for any number of threads. */
public final class RequestSigner {
  private final String region;
  private final RoleCredentials credentials;
  private final AwsCredentialsProvider own;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

  /** @param own the node's own credentials, for roles that have none */
  public RequestSigner(String region, RoleCredentials credentials, AwsCredentialsProvider own) {
    this.region = region;
    this.credentials = credentials;
    this.own = own;
  }

  /**
   * The headers of a request with its signature.
   *
   * @param service whose request it is, as signatures name it
   * @return a failure where there are no credentials for the role
   */
  public Outcome<Map<String, List<String>>> sign(TaskRequest task, String service, String method,
      URI url, Map<String, List<String>> headers, byte[] body) {
    return of(task).map(identity -> {
      SdkHttpRequest signed = signer.sign(request -> request.identity(identity)
          .request(request(method, url, headers))
          .payload(ContentStreamProvider.fromByteArray(body))
          .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
          .putProperty(AwsV4HttpSigner.REGION_NAME, region)).request();
      Map<String, List<String>> all = new TreeMap<>(signed.headers());
      all.keySet().removeIf("Host"::equalsIgnoreCase);
      return all;
    });
  }

  /**
   * A URL that may be fetched by whoever has it, for a time.
   *
   * @param headers that whoever fetches it sends
   * @return a failure where there are no credentials for the role
   */
  public Outcome<URI> presign(TaskRequest task, String service, URI url,
      Map<String, List<String>> headers, Duration lasting) {
    return of(task).map(identity -> signer.sign(request -> request.identity(identity)
        .request(request("GET", url, headers))
        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lasting)).request().getUri());
  }

  private static SdkHttpRequest request(String method, URI url, Map<String, List<String>> headers) {
    return SdkHttpFullRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(url)
        .headers(headers).build();
  }

  private Outcome<AwsCredentials> of(TaskRequest task) {
    try {
      return Outcome.ok(credentials.of(task.executionRole(), task.roleArn()).orElse(own)
          .resolveCredentials());
    } catch (SdkException | UncheckedIOException e) {
      return Outcome.failed(RoleCredentials.refusal(task, String.valueOf(e.getMessage())));
    }
  }
}
