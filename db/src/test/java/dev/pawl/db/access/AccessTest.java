package dev.pawl.db.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.Database;
import dev.pawl.db.TestDatabase;
import dev.pawl.db.access.AccessPolicies.Holder;
import dev.pawl.db.access.AccessPolicies.Policy;
import dev.pawl.db.access.AuditEvents.AuditEvent;
import dev.pawl.db.vault.MasterKey;
import dev.pawl.db.vault.SealedException;
import dev.pawl.db.vault.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** Accounts and what belongs to them. */
final class AccessTest {
  private static final TestDatabase DB = TestDatabase.create();
  private static final String A = "000000000001";
  private static final String B = "000000000002";

  private final Database database = DB.open();
  private final Vault vault = database.vault(
      MasterKey.of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
  private final Accounts accounts = database.accounts();
  private final AccessPolicies policies = database.accessPolicies();
  private final AccessKeys keys = database.accessKeys(vault);
  private final ApiTokens tokens = database.apiTokens();

  @BeforeEach
  void accounts() {
    accounts.create(A, "a");
    accounts.create(B, "b");
  }

  @AfterAll
  static void close() {
    DB.close();
  }

  @Test
  void anAccountIsCreatedOnce() {
    assertThat(accounts.create(A, "again")).isFalse();
    assertThat(accounts.all()).extracting(Accounts.Account::name).containsExactly("a", "b");
    assertThat(accounts.exists("000000000003")).isFalse();
    assertThatThrownBy(() -> accounts.create("12", "short"))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(accounts.createUser("000000000003", "u")).isFalse();
  }

  @Test
  void aPolicyIsOfItsAccountAlone() {
    accounts.createUser(A, "p");
    accounts.createRole(A, "r");
    policies.put(A, "read", "{}");
    policies.attach(Holder.USER, A, "p", "read");
    policies.attach(Holder.ROLE, A, "r", "read");

    assertThat(policies.of(Holder.USER, A, "p")).containsExactly(new Policy("read", "{}"));
    assertThat(policies.of(Holder.ROLE, A, "r")).containsExactly(new Policy("read", "{}"));
    assertThat(policies.of(Holder.USER, B, "p")).isEmpty();
    assertThat(policies.roleExists(B, "r")).isFalse();
    accounts.createUser(B, "p");
    assertThat(policies.attach(Holder.USER, B, "p", "read")).isFalse();
    assertThat(policies.attach(Holder.USER, A, "p", "read")).isTrue();
    assertThat(policies.delete(A, "read")).isFalse();
    assertThat(policies.detach(Holder.USER, A, "p", "read")).isTrue();
    assertThat(policies.detach(Holder.USER, A, "p", "read")).isFalse();
  }

  @Test
  void aKeyIsFoundWithItsSecretAndGoesWithItsUser() {
    accounts.createUser(A, "k");
    keys.add("KEY1", A, "k", "secret", Optional.empty());
    keys.add("KEY2", A, "k", "other", Optional.of(
        new AccessKeys.Session("hash".getBytes(UTF_8), Instant.parse("2030-01-01T00:00:00Z"))));

    assertThat(keys.find("KEY1")).hasValueSatisfying(found -> {
      assertThat(found.secret()).isEqualTo("secret");
      assertThat(found.key().isActive()).isTrue();
      assertThat(found.toString()).doesNotContain("secret");
    });
    assertThat(keys.find("KEY2").flatMap(AccessKeys.Opened::sessionHash))
        .contains("hash".getBytes(UTF_8));
    assertThat(keys.setActive(B, "KEY1", false)).isFalse();
    assertThat(keys.setActive(A, "KEY1", false)).isTrue();
    keys.touch("KEY1");
    assertThat(keys.of(A, "k").getFirst().lastUsedAt()).isNotNull();

    accounts.deleteUser(A, "k");

    assertThat(keys.find("KEY1")).isEmpty();
    assertThat(keys.add("KEY3", A, "k", "secret", Optional.empty())).isFalse();
  }

  @Test
  void aSecretThatWasMovedToAnotherKeyIsRefused() {
    accounts.createUser(A, "m");
    keys.add("MINE", A, "m", "mine", Optional.empty());
    keys.add("THEIRS", A, "m", "theirs", Optional.empty());

    DB.execute("update access_key set secret ="
        + " (select secret from access_key where id = 'MINE') where id = 'THEIRS'");

    assertThatThrownBy(() -> keys.find("THEIRS")).isInstanceOf(SealedException.class);
  }

  @Test
  void aRotationSealsAgain() {
    accounts.createUser(B, "s");
    keys.add("SEALED", B, "s", "secret", Optional.empty());
    vault.rotate();

    assertThat(keys.reseal()).isPositive();
    assertThat(keys.reseal()).isZero();
    assertThat(keys.find("SEALED").orElseThrow().secret()).isEqualTo("secret");
  }

  @Test
  void aTokenIsFoundByItsHash() {
    accounts.createUser(A, "t");
    assertThat(tokens.add("id", "hash".getBytes(UTF_8), A, "t", Optional.empty())).isTrue();

    assertThat(tokens.find("id", "hash".getBytes(UTF_8))).hasValueSatisfying(token -> assertThat(
        token.user()).isEqualTo("t"));
    assertThat(tokens.find("id", "hasj".getBytes(UTF_8))).isEmpty();
    assertThat(tokens.delete(B, "id")).isFalse();
    assertThat(tokens.delete(A, "id")).isTrue();
  }

  @Test
  void whatWasAuditedIsReadBackByItsAccount() {
    AuditEvents audit = database.auditEvents();
    Instant now = database.clock().instant();
    AuditEvent event = new AuditEvent(A, "arn:aws:iam::1:user/x", "127.0.0.1",
        "states:StopExecution", "*", "AccessDeniedException", "r1");

    audit.add(now, List.of(event, new AuditEvent(B, "", "::1", "a", "*", "OK", "r2")));

    assertThat(audit.page(A, now.minusSeconds(1), now.plusSeconds(1), 10))
        .extracting(AuditEvents.Recorded::event).containsExactly(event);
  }
}
