package dev.pawl.server;

import dev.pawl.api.access.Administration;
import dev.pawl.api.access.BearerToken;
import dev.pawl.db.Database;
import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.vault.Vault;
import java.security.SecureRandom;
import java.util.Optional;

/** Makes the first account with an administrator, where there is none yet. */
final class FirstRun {
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
   * @param role the role that is made with it, whose tasks may call everything
   * @return empty where there was an administrator
   */
  static Optional<Shown> of(Database database, Vault vault, String account,
      Optional<Credentials> given, Optional<String> role) {
    SecureRandom random = new SecureRandom();
    database.accounts().create(account, "default");
    boolean isFirst = Administration.makeAdministrator(database.accounts(),
        database.accessPolicies(), account);
    AccessKeys keys = database.accessKeys(vault);
    given.filter(key -> keys.find(key.accessKeyId()).isEmpty())
        .ifPresent(key -> keys.add(key.accessKeyId(), account, Administration.ADMINISTRATOR,
            key.secretAccessKey(), Optional.empty()));
    if (!isFirst) {
      return Optional.empty();
    }
    role.filter(name -> database.accounts().createRole(account, name)).ifPresent(
        name -> database.accessPolicies().attach(Holder.ROLE, account, name,
            Administration.EVERYTHING));
    Optional<Credentials> made = Optional.empty();
    if (given.isEmpty()) {
      Credentials key = Credentials.generate(random);
      keys.add(key.accessKeyId(), account, Administration.ADMINISTRATOR, key.secretAccessKey(),
          Optional.empty());
      made = Optional.of(key);
    }
    String token = BearerToken.generate(random);
    BearerToken parsed = BearerToken.parse(token).orElseThrow();
    database.apiTokens().add(parsed.id(), parsed.hash(), account, Administration.ADMINISTRATOR,
        Optional.empty());
    return Optional.of(new Shown(made, token));
  }
}
