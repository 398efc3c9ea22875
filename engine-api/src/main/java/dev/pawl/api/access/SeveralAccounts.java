package dev.pawl.api.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.db.access.Accounts;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Whether there is more than one account; looked up at most every 10 seconds. */
public final class SeveralAccounts implements BooleanSupplier {
  private final Accounts accounts;
  private final Cache<Boolean, Boolean> known = Caffeine.newBuilder()
      .expireAfterWrite(Duration.ofSeconds(10)).build();

  public SeveralAccounts(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public boolean getAsBoolean() {
    return known.get(true, _ -> accounts.all().size() > 1);
  }
}
