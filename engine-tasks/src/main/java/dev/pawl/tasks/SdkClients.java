package dev.pawl.tasks;

import dev.pawl.core.task.RecoveryClass;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The SDK's clients, made when they are first needed and kept. Safe for any number of threads. */
final class SdkClients implements AutoCloseable {
  /** No call takes longer: the longest run of a Lambda function, the slowest thing that is called. */
  static final Duration LONGEST_CALL = Duration.ofMinutes(15);

  /** How long a connection attempt may take. */
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /**
   * How long an idle connection is kept: less than the 5 seconds after which some servers close theirs. A
   * call sent into a connection that is being closed is lost, and most calls must not be sent twice.
   */
  private static final Duration MAX_IDLE = Duration.ofSeconds(4);

  private final TaskSettings settings;
  private final SdkHttpClient http;
  private final Map<Key, SdkAutoCloseable> clients = new ConcurrentHashMap<>();

  /** A service has a client for each way to repeat its calls. */
  private record Key(String token, RecoveryClass recovery) {}

  SdkClients(TaskSettings settings) {
    this.settings = settings;
    this.http = ApacheHttpClient.builder()
        .maxConnections(settings.maxConnections())
        .connectionTimeout(CONNECT_TIMEOUT)
        .socketTimeout(LONGEST_CALL)
        .connectionMaxIdleTime(MAX_IDLE)
        .tcpKeepAlive(true)
        .build();
  }

  /**
   * The client of a service.
   *
   * @param recovery {@code RESEND} for the client that repeats a call where the service throttles or fails
   */
  SdkAutoCloseable client(SdkService service, RecoveryClass recovery) {
    return clients.computeIfAbsent(new Key(service.token(), recovery),
        _ -> build(service, recovery));
  }

  private SdkAutoCloseable build(SdkService service, RecoveryClass recovery) {
    try {
      Object builder = service.clientType().getMethod("builder").invoke(null);
      AwsClientBuilder<?, ?> client = (AwsClientBuilder<?, ?>) builder;
      configure(client, settings.endpoint(service.token()), retries(recovery));
      ((SdkSyncClientBuilder<?, ?>) builder).httpClient(http);
      return (SdkAutoCloseable) client.build();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("The SDK cannot make a client for " + service.token(),
          e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The SDK has no client builder for " + service.token(), e);
    }
  }

  /**
   * A call that must not be made twice is sent once: where the answer was lost or the service failed half way,
   * the SDK's own retries would repeat what may have happened, unseen by the definition. Its Retry decides.
   */
  private static RetryStrategy retries(RecoveryClass recovery) {
    return switch (recovery) {
      case RESEND -> AwsRetryStrategy.standardRetryStrategy();
      case UNKNOWN -> AwsRetryStrategy.doNotRetry();
    };
  }

  private void configure(AwsClientBuilder<?, ?> builder, Optional<URI> endpoint,
      RetryStrategy retries) {
    builder.region(Region.of(settings.region()));
    // An emulator has one host name: neither buckets nor operations may be written in front of it.
    builder.overrideConfiguration(config -> config.retryStrategy(retries)
        .putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION,
            endpoint.isPresent()));
    builder.credentialsProvider(own(endpoint));
    if (endpoint.isEmpty()) {
      return;
    }
    builder.endpointOverride(endpoint.get());
    if (builder instanceof S3ClientBuilder s3) {
      s3.forcePathStyle(true);
    }
  }

  /** The credentials of the node, for requests that are no call of a client. */
  AwsCredentialsProvider own() {
    return own(settings.awsEndpoint());
  }

  private static AwsCredentialsProvider own(Optional<URI> endpoint) {
    return endpoint.isEmpty() ? DefaultCredentialsProvider.builder().build() : localCredentials();
  }

  /**
   * What the default chain finds without asking an instance's metadata service, which would hang where there is
   * none; else made-up credentials, since emulators want a signature and do not check it.
   */
  private static AwsCredentialsProvider localCredentials() {
    return AwsCredentialsProviderChain.builder()
        .credentialsProviders(SystemPropertyCredentialsProvider.create(),
            EnvironmentVariableCredentialsProvider.create(), ProfileCredentialsProvider.create(),
            ContainerCredentialsProvider.builder().build(),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("pawl", "pawl")))
        .build();
  }

  @Override
  public void close() {
    clients.values().forEach(SdkAutoCloseable::close);
    http.close();
  }
}
