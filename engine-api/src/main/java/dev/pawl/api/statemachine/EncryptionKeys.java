package dev.pawl.api.statemachine;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Request;
import dev.pawl.core.json.Json;
import dev.pawl.db.Database;
import dev.pawl.db.vault.CustomerKeys;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of the account's keys a state machine or an activity names. */
public final class EncryptionKeys {
  private static final Pattern ID = Pattern
      .compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern ARN = Pattern
      .compile("arn:aws[a-z-]*:kms:[a-z0-9-]+:(?<account>\\d{12}):key/(?<id>" + ID + ")");

  private final CustomerKeys keys;
  private final String account;

  public EncryptionKeys(Database database, ApiSettings settings) {
    this.keys = database.customerKeys(Optional.empty());
    this.account = settings.account();
  }

  /**
   * The encryption configuration of a request; empty where it has none.
   *
   * @throws dev.pawl.api.protocol.ApiException {@code InvalidEncryptionConfiguration}, or
   *     {@code KmsAccessDeniedException} where the account has no such key that is active
   */
  public Optional<String> configuration(Request request) {
    return request.structure("encryptionConfiguration").map(sent -> {
      boolean customer = "CUSTOMER_MANAGED_KMS_KEY".equals(sent.get("type"));
      if (customer != (sent.get("kmsKeyId") != null)) {
        throw ApiError.INVALID_ENCRYPTION_CONFIGURATION.about(
            "a kmsKeyId must be given with the type CUSTOMER_MANAGED_KMS_KEY, and only with it");
      }
      if (sent.get("kmsKeyId") instanceof String name) {
        check(name);
      }
      return Json.write(sent);
    });
  }

  private void check(String name) {
    Matcher arn = ARN.matcher(name);
    boolean isArn = arn.matches();
    if (!isArn && !ID.matcher(name).matches()) {
      throw ApiError.INVALID_ENCRYPTION_CONFIGURATION
          .about("a kmsKeyId is a key's id or ARN; '" + name + "' is neither");
    }
    boolean isForeign = isArn && !arn.group("account").equals(account);
    if (isForeign || keys.find(account, UUID.fromString(isArn ? arn.group("id") : name))
        .filter(CustomerKeys.CustomerKey::isActive).isEmpty()) {
      // The same whether it is another account's or nobody's.
      throw ApiError.KMS_ACCESS_DENIED.about("The key is not one of this account's, or it is"
          + " switched off: " + name);
    }
  }
}
