package dev.pawl.db.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.db.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that open in their place only. */
final class VaultTest {
  private static final byte[] SECRET = "canary".getBytes(UTF_8);
  private static final String PLACE = "000000000001|access_key|K|secret";

  private final TestDatabase db = TestDatabase.create();
  private final MasterKey master = MasterKey.of(MasterKey.generate());
  private final Vault vault = db.open().vault(master);

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aSecretOpensInItsPlace() {
    byte[] sealed = vault.seal(SECRET, PLACE);

    assertThat(vault.open(sealed, PLACE)).isEqualTo(SECRET);
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("canary");
    assertThat(vault.seal(SECRET, PLACE)).isNotEqualTo(sealed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"000000000002|access_key|K|secret", "000000000001|access_key|L|secret",
      "000000000001|connection|K|secret", "000000000001|access_key|K|name"})
  void elsewhereItDoesNotOpen(String place) {
    byte[] sealed = vault.seal(SECRET, PLACE);

    assertThatThrownBy(() -> vault.open(sealed, place)).isInstanceOf(SealedException.class);
  }

  @Test
  void aSecretOfWhichAnyByteWasChangedDoesNotOpen() {
    byte[] sealed = vault.seal(SECRET, PLACE);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;

      assertThatThrownBy(() -> vault.open(changed, PLACE)).as("byte %d", i)
          .isInstanceOf(SealedException.class);
    }
    assertThatThrownBy(() -> vault.open(new byte[3], PLACE)).isInstanceOf(SealedException.class);
  }

  @Test
  void afterARotationBothOpenAndTheNewKeySeals() {
    byte[] before = vault.seal(SECRET, PLACE);
    Vault other = db.open().vault(master);

    vault.rotate();

    byte[] after = vault.seal(SECRET, PLACE);
    assertThat(vault.open(before, PLACE)).isEqualTo(SECRET);
    assertThat(vault.isOld(before)).isTrue();
    assertThat(vault.isOld(after)).isFalse();
    assertThat(other.open(after, PLACE)).isEqualTo(SECRET);
  }

  @Test
  void anotherMasterKeyOpensNothingUntilItHasTakenOver() {
    byte[] sealed = vault.seal(SECRET, PLACE);
    MasterKey next = MasterKey.of(MasterKey.generate());
    assertThatThrownBy(() -> db.open().vault(next)).isInstanceOf(SealedException.class);

    vault.rewrap(next);

    assertThat(db.open().vault(next).open(sealed, PLACE)).isEqualTo(SECRET);
    assertThatThrownBy(() -> db.open().vault(master)).isInstanceOf(SealedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "AAAA", "not base64!"})
  void aMasterKeyHas32Bytes(String text) {
    assertThatThrownBy(() -> MasterKey.of(text)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes");
  }
}
