package dev.pawl.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pawl.api.protocol.Operations;
import dev.pawl.api.rest.Routes;
import dev.pawl.api.trigger.EventBridge;
import dev.pawl.api.trigger.Pipes;
import dev.pawl.api.trigger.Scheduler;
import java.util.function.Function;

/**
 * The API of each account. What is made for one knows no other: whatever ARN, name or token a request has, it is looked
 * for in the account whose API answers. Safe for use by many threads.
 */
public final class AccountApis {
  private static final int MOST = 1_000;

  private final Cache<String, AccountApi> apis = Caffeine.newBuilder().maximumSize(MOST).build();
  private final Function<String, AccountApi> maker;

  /** The operations and the routes of one account, and the APIs of what starts executions. */
  public record AccountApi(Operations operations, Routes routes, EventBridge events,
      Scheduler scheduler, Pipes pipes) {}

  /** @param maker makes the API of an account */
  public AccountApis(Function<String, AccountApi> maker) {
    this.maker = maker;
  }

  /** The API of an account, which the caller belongs to. */
  public AccountApi of(String account) {
    return apis.get(account, maker);
  }
}
