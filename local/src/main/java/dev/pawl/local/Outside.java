package dev.pawl.local;

import dev.pawl.core.task.Resource;
import dev.pawl.tasks.Connector;
import dev.pawl.tasks.Connectors;
import dev.pawl.tasks.EngineCall;
import dev.pawl.tasks.InvalidTaskSettingsException;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.TaskSettings;
import java.util.Map;
import java.util.Optional;

/**
 * The services that a run reaches where there is no mock. Safe for any number of threads; to be closed after the last
 * run.
 */
public interface Outside extends AutoCloseable {
  /** No services: all calls need a mock. */
  Outside NONE = new Outside() {
    @Override
    public Optional<Connector> connector(Resource resource) {
      return Optional.empty();
    }

    @Override
    public Optional<ObjectStore> objects() {
      return Optional.empty();
    }
  };

  /** Makes the calls of a resource; empty where nothing here can. */
  Optional<Connector> connector(Resource resource);

  /** Where item readers find their objects; empty where nothing here can. */
  Optional<ObjectStore> objects();

  @Override
  default void close() {}

  /**
   * The same services, found by the same settings, as a node's.
   *
   * @param environment as of {@link TaskSettings#fromEnvironment}
   * @throws InvalidSettingsException where a URL or the functions file cannot be used
   */
  static Outside fromEnvironment(Map<String, String> environment, String region, String account) {
    TaskSettings settings;
    try {
      settings = TaskSettings.fromEnvironment(environment, region, account);
    } catch (InvalidTaskSettingsException e) {
      throw new InvalidSettingsException(String.valueOf(e.getMessage()), e);
    }
    Connectors connectors = new Connectors(settings);
    return new Outside() {
      @Override
      public Optional<Connector> connector(Resource resource) {
        return connectors.offers(resource)
            ? Optional.of(connectors.of(resource)).filter(found -> !(found instanceof EngineCall))
            : Optional.empty();
      }

      @Override
      public Optional<ObjectStore> objects() {
        return Optional.of(connectors.objects());
      }

      @Override
      public void close() {
        connectors.close();
      }
    };
  }
}
