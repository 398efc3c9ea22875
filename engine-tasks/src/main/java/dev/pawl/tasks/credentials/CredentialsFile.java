package dev.pawl.tasks.credentials;

import dev.pawl.tasks.InvalidTaskSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The file that says how calls are signed: YAML, under {@code credentials} a list of rules, each with {@code role} and
 * {@code use}. Secrets stand in files of their own.
 */
public final class CredentialsFile {
  private static final String LIST = "credentials";

  private CredentialsFile() {}

  /**
   * Reads the rules, in their order.
   *
   * @throws InvalidTaskSettingsException where the file cannot be read, or a rule cannot be understood
   */
  public static List<CredentialRule> read(Path file) {
    Object root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidTaskSettingsException(
          "The credentials file " + file + " cannot be read: " + e.getMessage(), e);
    } catch (YAMLException e) {
      throw new InvalidTaskSettingsException("The credentials file " + file + " is not YAML", e);
    }
    if (!(root instanceof Map<?, ?> map) || !(map.get(LIST) instanceof List<?> items)) {
      throw new InvalidTaskSettingsException(
          "The credentials file " + file + " must have a list under credentials");
    }
    List<CredentialRule> rules = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof Map<?, ?> members)) {
        throw new InvalidTaskSettingsException(
            "Each of the credentials in " + file + " must be a map");
      }
      rules.add(new Reader(file, rules.size() + 1, members).rule());
    }
    return List.copyOf(rules);
  }

  /** Reads one rule. */
  private record Reader(Path file, int number, Map<?, ?> members) {
    CredentialRule rule() {
      String role = text("role");
      String use = text("use");
      CredentialRule.Way way = switch (use) {
        case "node" -> new CredentialRule.Way.Node();
        case "none" -> new CredentialRule.Way.None();
        case "assume-role" -> new CredentialRule.Way.AssumeRole(optional("externalId"));
        case "web-identity" -> new CredentialRule.Way.WebIdentity(Path.of(text("tokenFile")));
        case "key-pair" -> new CredentialRule.Way.KeyPair(text("accessKeyId"),
            Path.of(text("secretAccessKeyFile")));
        default -> throw wrong("has an unknown way of use: " + use
            + "; there are node, none, assume-role, web-identity and key-pair");
      };
      refuseOthers(use);
      return new CredentialRule(role, way);
    }

    private void refuseOthers(String use) {
      Set<String> known = switch (use) {
        case "assume-role" -> Set.of("role", "use", "externalId");
        case "web-identity" -> Set.of("role", "use", "tokenFile");
        case "key-pair" -> Set.of("role", "use", "accessKeyId", "secretAccessKeyFile");
        default -> Set.of("role", "use");
      };
      members.keySet().stream().map(String::valueOf).filter(name -> !known.contains(name))
          .findFirst().ifPresent(odd -> {
            throw wrong("has the unknown member " + odd);
          });
    }

    private String text(String name) {
      return optional(name).orElseThrow(() -> wrong("has no " + name));
    }

    private Optional<String> optional(String name) {
      Object value = members.get(name);
      if (value == null) {
        return Optional.empty();
      }
      if (value instanceof String text && !text.isBlank()) {
        return Optional.of(text);
      }
      throw wrong("has a " + name + " that is no text");
    }

    private InvalidTaskSettingsException wrong(String what) {
      return new InvalidTaskSettingsException(
          "Rule " + number + " of the credentials file " + file + ' ' + what);
    }
  }
}
