package dev.pawl.tasks;

import dev.pawl.core.maprun.SourcePin;
import dev.pawl.core.task.RecoveryClass;
import dev.pawl.tasks.credentials.RoleCredentials;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of S3. Calls are repeated by the SDK: reading changes nothing, and a key's content is written whole. */
final class S3Objects implements ObjectStore {
  private static final int PRECONDITION_FAILED = 412;

  private final Supplier<S3Client> client;
  private final RoleCredentials credentials;
  private final String role;

  S3Objects(SdkClients clients, SdkService s3, RoleCredentials credentials) {
    this(() -> (S3Client) clients.client(s3, RecoveryClass.RESEND), credentials, "");
  }

  private S3Objects(Supplier<S3Client> client, RoleCredentials credentials, String role) {
    this.client = client;
    this.credentials = credentials;
    this.role = role;
  }

  @Override
  public ObjectStore as(String newRole) {
    return new S3Objects(client, credentials, newRole);
  }

  private void sign(AwsRequestOverrideConfiguration.Builder config) {
    try {
      credentials.of(role, null).ifPresent(config::credentialsProvider);
    } catch (UncheckedIOException e) {
      throw new ObjectStoreException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public Opened open(String bucket, String key, Optional<String> version,
      Optional<SourcePin> pin) {
    Optional<String> wanted = pin.flatMap(SourcePin::version).or(() -> version);
    ResponseInputStream<GetObjectResponse> content;
    try {
      content = client.get().getObject(
          object -> object.bucket(bucket)
              .overrideConfiguration(this::sign)
              .key(key)
              .versionId(wanted.orElse(null))
              .ifMatch(pin.map(SourcePin::etag).orElse(null)));
    } catch (S3Exception e) {
      throw e.statusCode() == PRECONDITION_FAILED ? changed(bucket, key) : refused(e);
    } catch (SdkException e) {
      throw refused(e);
    }
    Optional<SourcePin> now = pin(content.response());
    // Not every store that speaks S3 knows the condition.
    if (pin.isPresent() && !pin.map(SourcePin::etag).equals(now.map(SourcePin::etag))) {
      content.abort();
      throw changed(bucket, key);
    }
    return new Opened(content, now);
  }

  private static Optional<SourcePin> pin(GetObjectResponse answer) {
    return Optional.ofNullable(answer.eTag())
        .map(etag -> new SourcePin(etag,
            Optional.ofNullable(answer.versionId()).filter(version -> !version.equals("null"))));
  }

  private static ObjectStoreException changed(String bucket, String key) {
    return new ObjectStoreException("The object s3://%s/%s has changed since it was read for the"
        .formatted(bucket, key) + " first time.");
  }

  @Override
  public Page list(String bucket, String prefix, Optional<String> after) {
    try {
      ListObjectsV2Response answer = client.get().listObjectsV2(
          list -> list.bucket(bucket)
              .overrideConfiguration(this::sign)
              .prefix(prefix.isEmpty() ? null : prefix)
              .continuationToken(after.orElse(null)));
      return new Page(answer.contents().stream().map(S3Objects::listed).toList(),
          Boolean.TRUE.equals(answer.isTruncated())
              ? Optional.ofNullable(answer.nextContinuationToken())
              : Optional.empty());
    } catch (SdkException e) {
      throw refused(e);
    }
  }

  private static Listed listed(S3Object object) {
    return new Listed(object.key(), object.eTag(), object.lastModified().getEpochSecond(),
        object.size(), object.storageClassAsString() == null
            ? "STANDARD"
            : object.storageClassAsString());
  }

  @Override
  public void put(String bucket, String key, byte[] content) {
    try {
      client.get().putObject(
          object -> object.bucket(bucket).key(key).overrideConfiguration(this::sign),
          RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw refused(e);
    }
  }

  private static ObjectStoreException refused(SdkException e) {
    return new ObjectStoreException(String.valueOf(e.getMessage()), e);
  }
}
