package dev.pawl.db.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.db.TestDatabase;
import dev.pawl.db.catalogue.StateMachines.Content;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class CatalogueTest {
  private static final TestDatabase DB = TestDatabase.create();
  private static final String ACCOUNT = "000000000000";
  private static final String OTHER = "000000000001";

  private final StateMachines machines = DB.open().stateMachines();
  private final Activities activities = DB.open().activities();

  @AfterAll
  static void close() {
    DB.close();
  }

  @Test
  void aNameIsUniqueInItsAccountAndFreeAfterDeletion() {
    UUID first = new UUID(1, 1);

    assertThat(create(ACCOUNT, first, "orders")).isTrue();
    assertThat(create(ACCOUNT, new UUID(1, 2), "orders")).isFalse();
    assertThat(create(OTHER, new UUID(1, 3), "orders")).isTrue();
    assertThat(machines.mark(ACCOUNT, first, StateMachineStatus.DELETING)).isTrue();
    assertThat(machines.deleting()).extracting(StateMachineRow::id).contains(first);
    assertThat(create(ACCOUNT, new UUID(1, 4), "orders")).isFalse();
    assertThat(machines.mark(ACCOUNT, first, StateMachineStatus.DELETED)).isTrue();
    assertThat(create(ACCOUNT, new UUID(1, 5), "orders")).isTrue();
    assertThat(machines.revision(first, 1)).map(RevisionRow::definition).contains("{}");
    assertThat(machines.find(OTHER, first)).isEmpty();
    assertThat(machines.findByName(ACCOUNT, "orders")).map(StateMachineRow::id)
        .contains(new UUID(1, 5));
  }

  @Test
  void anUpdateAddsARevisionAndOnlyOneOfTwoRivalsWins() {
    UUID id = new UUID(2, 1);
    create(ACCOUNT, id, "updated");

    assertThat(machines.update(ACCOUNT, id, 1, content("{\"v\":2}"))).isTrue();
    assertThat(machines.update(ACCOUNT, id, 1, content("{\"v\":3}"))).isFalse();

    assertThat(machines.find(id)).hasValueSatisfying(machine -> {
      assertThat(machine.revision()).isEqualTo(2);
      assertThat(machine.latest().definition()).isEqualTo("{\"v\":2}");
      assertThat(machine.logging()).isNull();
    });
    assertThat(machines.revision(id, 1)).map(RevisionRow::definition).contains("{}");
  }

  @Test
  void listsGoOnAfterTheLastName() {
    String account = "000000000009";
    for (int i = 0; i < 5; i++) {
      create(account, new UUID(3, i), "m" + i);
      activities.create(account, new UUID(4, i), "a" + i, null);
    }

    assertThat(machines.list(account, 2, "m1")).extracting(StateMachineRow::name)
        .containsExactly("m2", "m3");
    assertThat(activities.list(account, 9, "a2")).extracting(ActivityRow::name)
        .containsExactly("a3", "a4");
  }

  @Test
  void creatingAnActivityAgainGivesTheOneThatIs() {
    ActivityRow first = activities.create(ACCOUNT, new UUID(5, 1), "work", null);

    assertThat(activities.create(ACCOUNT, new UUID(5, 2), "work", null)).isEqualTo(first);
    assertThat(activities.delete(ACCOUNT, "work")).isTrue();
    assertThat(activities.delete(ACCOUNT, "work")).isFalse();
    assertThat(activities.find(ACCOUNT, "work")).isEmpty();
  }

  private boolean create(String account, UUID id, String name) {
    return machines.create(account, id, name, StateMachineType.STANDARD, content("{}"));
  }

  private static Content content(String definition) {
    return new Content(definition, "arn:aws:iam::000000000000:role/r", "r-1", null, null, null);
  }
}
