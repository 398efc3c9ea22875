package dev.pawl.tasks;

import dev.pawl.core.task.RecoveryClass;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of S3. Calls are repeated by the SDK: reading changes nothing, and a key's content is written whole. */
final class S3Objects implements ObjectStore {
  private final Supplier<S3Client> client;

  S3Objects(SdkClients clients, SdkService s3) {
    this.client = () -> (S3Client) clients.client(s3, RecoveryClass.RESEND);
  }

  @Override
  public InputStream open(String bucket, String key, Optional<String> version) {
    try {
      return client.get().getObject(
          object -> object.bucket(bucket).key(key).versionId(version.orElse(null)));
    } catch (SdkException e) {
      throw refused(e);
    }
  }

  @Override
  public Page list(String bucket, String prefix, Optional<String> after) {
    try {
      ListObjectsV2Response answer = client.get().listObjectsV2(
          list -> list.bucket(bucket)
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
      client.get().putObject(object -> object.bucket(bucket).key(key),
          RequestBody.fromBytes(content));
    } catch (SdkException e) {
      throw refused(e);
    }
  }

  private static ObjectStoreException refused(SdkException e) {
    return new ObjectStoreException(String.valueOf(e.getMessage()), e);
  }
}
