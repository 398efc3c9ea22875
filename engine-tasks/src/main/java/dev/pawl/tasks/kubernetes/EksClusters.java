package dev.pawl.tasks.kubernetes;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.credentials.RequestSigner;
import dev.pawl.tasks.http.HttpSettings;
import dev.pawl.tasks.http.InvalidCallException;
import dev.pawl.tasks.http.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Clusters of EKS (reference: service-integrations, section 3). The token is a question to STS who its bearer is, signed
 * for one cluster and one minute.
 */
final class EksClusters implements Clusters {
  private static final String TOKEN = "k8s-aws-v1.";
  private static final Duration LASTING = Duration.ofMinutes(1);
  private static final URI WHO = URI.create(
      "https://sts.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15");

  private final HttpSettings settings;
  private final RequestSigner signer;

  EksClusters(HttpSettings settings, RequestSigner signer) {
    this.settings = settings;
    this.signer = signer;
  }

  @Override
  public Outcome<Cluster> of(TaskRequest task, Map<?, ?> parameters) throws IOException {
    String name = KubernetesCalls.required(parameters, "ClusterName");
    String endpoint = KubernetesCalls.required(parameters, "Endpoint");
    String authority = pem(KubernetesCalls.required(parameters, "CertificateAuthority"));
    Target.parse(endpoint, settings);
    return signer
        .presign(task, "sts", WHO, Map.of("x-k8s-aws-id", List.of(name)), LASTING)
        .map(url -> new Cluster(path -> Target.parse(endpoint + path, settings),
            Optional.of(authority), Optional.of(TOKEN + encoded(url))));
  }

  private static String encoded(URI url) {
    return Base64.getUrlEncoder().withoutPadding()
        .encodeToString(url.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String pem(String encoded) {
    try {
      return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw new InvalidCallException(
          "The value of the field 'CertificateAuthority' has an invalid format");
    }
  }
}
