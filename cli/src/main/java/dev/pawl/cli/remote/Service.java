package dev.pawl.cli.remote;

import dev.pawl.cli.CliException;
import dev.pawl.cli.ExitCodes;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.SfnClientBuilder;

/** The service that commands ask: by default a {@code pawl dev} on this machine. */
final class Service {
  private static final String LOCAL = "http://127.0.0.1:8083";
  private static final Region LOCAL_REGION = Region.US_EAST_1;

  @Option(names = "--endpoint", paramLabel = "URL", description = "Where the service listens. Default: PAWL_ENDPOINT, or what AWS's settings say (AWS_ENDPOINT_URL, the profile), or "
      + LOCAL + ".")
  private @Nullable URI endpoint;

  @Option(names = "--profile", paramLabel = "NAME", description = "A profile of the AWS configuration files: credentials, region and endpoint.")
  private @Nullable String profile;

  @Option(names = "--region", paramLabel = "NAME", description = "Default: what AWS's settings say, or us-east-1.")
  private @Nullable String region;

  /**
   * Makes a call with a client that is closed afterwards.
   *
   * @throws CliException where the service refuses or cannot be reached
   */
  <T> T ask(Function<SfnClient, T> call) {
    Optional<URI> where = where();
    try (SfnClient client = client(where)) {
      return call.apply(client);
    } catch (AwsServiceException e) {
      throw refused(e);
    } catch (SdkClientException e) {
      throw new CliException(ExitCodes.UNREACHABLE,
          where.map(uri -> "The service at " + uri + " cannot be asked: ").orElse("")
              + reason(e));
    }
  }

  private Optional<URI> where() {
    if (endpoint != null) {
      return Optional.of(endpoint);
    }
    String ofPawl = System.getenv("PAWL_ENDPOINT");
    if (ofPawl != null && !ofPawl.isBlank()) {
      return Optional.of(URI.create(ofPawl));
    }
    boolean isSetByAws = profile != null || System.getenv("AWS_PROFILE") != null
        || System.getenv("AWS_ENDPOINT_URL") != null
        || System.getenv("AWS_ENDPOINT_URL_SFN") != null;
    return isSetByAws ? Optional.empty() : Optional.of(URI.create(LOCAL));
  }

  private SfnClient client(Optional<URI> where) {
    SfnClientBuilder builder = SfnClient.builder()
        .httpClientBuilder(ApacheHttpClient.builder())
        .region(region())
        .credentialsProvider(credentials(where))
        // `sync-` before the host's name works on AWS only.
        .overrideConfiguration(ClientOverrideConfiguration.builder()
            .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION,
                where.isPresent())
            .build());
    if (profile != null) {
      builder.overrideConfiguration(changed -> changed.defaultProfileName(profile));
    }
    where.ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private Region region() {
    if (region != null) {
      return Region.of(region);
    }
    try {
      return DefaultAwsRegionProviderChain.builder().profileName(profile).build().getRegion();
    } catch (SdkClientException none) {
      return LOCAL_REGION;
    }
  }

  /** A server that is named needs no credentials where it does not check them; it will say so where it does. */
  private AwsCredentialsProvider credentials(Optional<URI> where) {
    AwsCredentialsProvider usual = DefaultCredentialsProvider.builder().profileName(profile)
        .build();
    if (where.isEmpty()) {
      return usual;
    }
    try {
      var _ = usual.resolveCredentials();
      return usual;
    } catch (SdkClientException none) {
      return AnonymousCredentialsProvider.create();
    }
  }

  private static CliException refused(AwsServiceException e) {
    var details = e.awsErrorDetails();
    String code = details == null ? "" : details.errorCode();
    String message = details == null ? String.valueOf(e.getMessage()) : details.errorMessage();
    return new CliException(
        e.statusCode() >= 500 ? ExitCodes.UNREACHABLE : ExitCodes.REFUSED,
        code == null || code.isEmpty() ? message : code + ": " + message);
  }

  private static String reason(SdkClientException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
