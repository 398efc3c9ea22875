package dev.pawl.server;

import dev.pawl.api.access.BearerToken;
import dev.pawl.db.Database;
import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.vault.Vault;
import java.security.SecureRandom;
import java.util.Optional;

/** Makes the first account with an administrator, where there is none yet. */
final class FirstRun {
  static final String ADMINISTRATOR = "admin";
  private static final String POLICY = "Administrator";
  private static final String EVERYTHING = """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";

  private FirstRun() {}

  /**
   * What is to be shown to the operator, once.
   *
   * @param key empty where it was given and not made
   */
  record Shown(Optional<Credentials> key, String token) {}

  /**
   * Makes what is missing. Of several nodes that start at once, one does.
   *
   * @param given the administrator's key, where one is given
   * @return empty where there was an administrator
   */
  static Optional<Shown> of(Database database, Vault vault, String account,
      Optional<Credentials> given) {
    SecureRandom random = new SecureRandom();
    database.accounts().create(account, "default");
    boolean isFirst = database.accounts().createUser(account, ADMINISTRATOR);
    AccessKeys keys = database.accessKeys(vault);
    given.filter(key -> keys.find(key.accessKeyId()).isEmpty())
        .ifPresent(key -> keys.add(key.accessKeyId(), account, ADMINISTRATOR,
            key.secretAccessKey(), Optional.empty()));
    if (!isFirst) {
      return Optional.empty();
    }
    database.accessPolicies().put(account, POLICY, EVERYTHING);
    database.accessPolicies().attach(Holder.USER, account, ADMINISTRATOR, POLICY);
    Optional<Credentials> made = Optional.empty();
    if (given.isEmpty()) {
      Credentials key = Credentials.generate(random);
      keys.add(key.accessKeyId(), account, ADMINISTRATOR, key.secretAccessKey(),
          Optional.empty());
      made = Optional.of(key);
    }
    String token = BearerToken.generate(random);
    BearerToken parsed = BearerToken.parse(token).orElseThrow();
    database.apiTokens().add(parsed.id(), parsed.hash(), account, ADMINISTRATOR,
        Optional.empty());
    return Optional.of(new Shown(made, token));
  }
}
