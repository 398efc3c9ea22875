package dev.pawl.tasks.kubernetes;

import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.task.TaskRequest;
import dev.pawl.tasks.InvalidTaskSettingsException;
import dev.pawl.tasks.http.HttpSettings;
import dev.pawl.tasks.http.InvalidCallException;
import dev.pawl.tasks.http.Origin;
import dev.pawl.tasks.http.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that the operator gives to {@code k8s:job}: the one of the node's own pod, or the one that the environment
 * names.
 *
 * @param url of its API
 * @param authorityFile PEM; empty for the public authorities
 * @param tokenFile read for each call, since tokens are renewed; empty for none
 */
public record OwnCluster(Origin url, Optional<Path> authorityFile, Optional<Path> tokenFile)
    implements
      Clusters {
  /** The environment variable for {@code url}. */
  public static final String URL = "PAWL_KUBERNETES_URL";

  /** The environment variable for {@code authorityFile}. */
  public static final String CA_FILE = "PAWL_KUBERNETES_CA_FILE";

  /** The environment variable for {@code tokenFile}. */
  public static final String TOKEN_FILE = "PAWL_KUBERNETES_TOKEN_FILE";

  private static final String POD = "pod";
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** Where no cluster is set. */
  public static final Clusters NONE = (_, _) -> {
    throw new InvalidCallException("The node has no Kubernetes cluster: set " + URL);
  };

  /**
   * Reads the variables; {@code PAWL_KUBERNETES_URL=pod} means the cluster that the node itself runs in.
   *
   * @throws InvalidTaskSettingsException where the URL is none
   */
  public static Clusters fromEnvironment(Map<String, String> env) {
    String url = text(env.get(URL)).strip();
    if (url.isEmpty()) {
      return NONE;
    }
    if (url.equals(POD)) {
      return new OwnCluster(origin("https://" + host(text(env.get("KUBERNETES_SERVICE_HOST")))
          + ':' + text(env.get("KUBERNETES_SERVICE_PORT"))),
          Optional.of(ACCOUNT.resolve("ca.crt")), Optional.of(ACCOUNT.resolve("token")));
    }
    return new OwnCluster(origin(url), file(env, CA_FILE), file(env, TOKEN_FILE));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static String host(String host) {
    return host.indexOf(':') < 0 ? host : '[' + host + ']';
  }

  private static Optional<Path> file(Map<String, String> env, String name) {
    return Optional.of(text(env.get(name))).filter(value -> !value.isBlank()).map(Path::of);
  }

  private static Origin origin(String text) {
    return Origin.parse(text).orElseThrow(() -> new InvalidTaskSettingsException(
        URL + " takes an origin such as https://10.0.0.1:6443, or " + POD
            + " for the cluster that the node itself runs in; '" + text + "' is neither"));
  }

  @Override
  public Outcome<Cluster> of(TaskRequest task, Map<?, ?> parameters) throws IOException {
    // The operator's choice may stand in a private network.
    HttpSettings open = new HttpSettings(Set.of(url), Optional.empty());
    Optional<String> authority = read(authorityFile);
    Optional<String> token = read(tokenFile).map(String::strip);
    return Outcome.ok(new Cluster(path -> Target.parse(url.text() + path, open), authority, token));
  }

  private static Optional<String> read(Optional<Path> file) throws IOException {
    return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.get()));
  }
}
