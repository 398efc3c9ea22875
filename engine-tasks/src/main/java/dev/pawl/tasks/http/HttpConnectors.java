package dev.pawl.tasks.http;

import dev.pawl.tasks.Connector;
import dev.pawl.tasks.credentials.RequestSigner;
import dev.pawl.tasks.kubernetes.Clusters;
import dev.pawl.tasks.kubernetes.KubernetesConnector;

/** The connectors whose calls definitions address themselves: all of them share one guard. */
public final class HttpConnectors implements AutoCloseable {
  private final GuardedHttp http;
  private final Connector tasks;
  private final Connector apiGateway;
  private final RequestSigner signer;

  /** @param region of the user agent that services see */
  public HttpConnectors(String region, HttpSettings settings, Connections connections,
      RequestSigner signer) {
    this.http = new GuardedHttp(settings);
    this.tasks = new HttpTaskConnector(region, http, connections);
    this.apiGateway = new ApiGatewayConnector(http, signer);
    this.signer = signer;
  }

  /** Of {@code http:invoke}. */
  public Connector tasks() {
    return tasks;
  }

  /** Of {@code apigateway:invoke}. */
  public Connector apiGateway() {
    return apiGateway;
  }

  /** Of the API of EKS clusters, which parameters name. */
  public Connector eks() {
    return new KubernetesConnector("EKS", http, Clusters.eks(http.settings(), signer));
  }

  /** Of the API of the operator's own cluster. */
  public Connector kubernetes(Clusters own) {
    return new KubernetesConnector("K8s", http, own);
  }

  @Override
  public void close() {
    http.close();
  }
}
