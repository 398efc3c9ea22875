package dev.pawl.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @Test
  void factsComeBackInTheirOrder(@TempDir Path directory) throws IOException {
    try (var journal = new Journal(directory.resolve("facts"))) {
      journal.keep("first", Map.of("name", "a\n\"b\"", "ok", true));
      journal.note("second", Map.of());

      var facts = journal.facts();

      assertThat(facts).extracting(Journal.Fact::what).containsExactly("first", "second");
      assertThat(facts.getFirst().text("name")).isEqualTo("a\n\"b\"");
      assertThat(facts.getFirst().is("ok")).isTrue();
      assertThat(facts.getLast().text("name")).isEmpty();
    }
  }
}
