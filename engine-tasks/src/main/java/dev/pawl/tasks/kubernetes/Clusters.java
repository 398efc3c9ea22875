package dev.pawl.tasks.kubernetes;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.credentials.RequestSigner;
import dev.pawl.tasks.http.HttpSettings;
import java.io.IOException;
import java.util.Map;

/** Finds the cluster that a task means. */
@FunctionalInterface
public interface Clusters {
  /**
   * The cluster of a task, with a token for it.
   *
   * @return a failure where there are no credentials for it
   * @throws IOException where it must not be called, or its files cannot be read
   */
  Outcome<Cluster> of(TaskRequest task, Map<?, ?> parameters) throws IOException;

  /** Clusters of EKS, which parameters name. */
  static Clusters eks(HttpSettings settings, RequestSigner signer) {
    return new EksClusters(settings, signer);
  }
}
