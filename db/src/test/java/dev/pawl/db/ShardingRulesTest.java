package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The statements of executions keep to one shard: wherever one reads or changes a sharded table, it names the shard of
 * its rows, and what it joins is of the same shard. Reads the texts as the classes hold them.
 */
final class ShardingRulesTest {
  private static final String TABLES = "run|task|inbox|map_item|map_run|execution|history|payload|exec_name|parked_run|express_start|log_event";

  /** A sharded table where rows are read, changed or deleted, with its alias. */
  private static final Pattern USE = Pattern.compile(
      "\\b(?:from|join|update|using|delete from)\\s+(" + TABLES
          + ")\\b(?:\\s+(?!set\\b|where\\b|using\\b|join\\b|on\\b|cross\\b|left\\b|order\\b|limit\\b)([a-z]+))?");

  private static final Pattern ALIAS_OF_ROWS = Pattern.compile("[a-z]+\\.shard");

  /**
   * What asks all shards on purpose: a list for a person, over the machine's or the whole index, tasks of an activity,
   * which may be in any, and jobs that may take
   * their time. In a distributed database each is one task a shard.
   */
  private static final Set<String> OVER_ALL = Set.of(
      "Executions.LIST", "Executions.LIST_ALL", "Executions.LIST_STATUS", "Executions.ANY_OPEN",
      "Executions.COLUMNS", "MapRuns.LIST", "Tasks.UNCLAIMED");

  record Sql(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void everyUniqueIndexOfAShardedTableHasTheShard() {
    try (TestDatabase database = TestDatabase.create()) {
      database.open();

      assertThat(database.count("""
          select count(*) from pg_index i
          join pg_class c on c.oid = i.indrelid
          join pg_attribute s on s.attrelid = c.oid and s.attname = 'shard'
          where i.indisunique and s.attnum <> all (i.indkey::int2[])
          """)).isZero();
      assertThat(database.count("select count(*) from pg_class where relkind in ('r', 'p')"
          + " and not relispartition and relname ~ '^(" + TABLES + ")$'"))
          .isEqualTo(TABLES.split("\\|", -1).length);
    }
  }

  @ParameterizedTest
  @MethodSource("statements")
  void aStatementNamesTheShardOfEachShardedTable(Sql sql) {
    List<String> without = new ArrayList<>();
    Matcher use = USE.matcher(sql.text());
    while (use.find()) {
      String alias = use.group(2);
      String named = alias == null ? "(?<![a-z.])shard" : "\\b" + alias + "\\.shard";
      boolean found = Pattern.compile(
          named + "\\s*(=|>=|in\\b)|=\\s*" + named + "\\b|\\(" + named + ",").matcher(sql.text())
          .find();
      if (!found) {
        without.add(use.group());
      }
    }

    assertThat(without).as("tables without their shard").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("statements")
  void aStatementNeverLooksForARowOfAnotherShard(Sql sql) {
    Matcher unequal = Pattern.compile(
        "(" + ALIAS_OF_ROWS + ")\\s*(<>|!=|<|>)\\s*(" + ALIAS_OF_ROWS + ")").matcher(sql.text());

    assertThat(unequal.find()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("distributed")
  void aStatementForADistributedDatabaseWritesOneTableAndNamesItsShardAsAParameter(Sql sql) {
    assertThat(USE.matcher(sql.text()).results()).hasSize(1);
    assertThat(sql.text()).containsPattern("where [a-z]\\.shard = \\?");
  }

  @Test
  void theTextsAreFound() {
    assertThat(statements().map(Sql::name))
        .contains("SingleStatement.COMMIT", "ShardTransactions.MOVE",
            "Starts.WINNERS", "Runs.LOAD", "Tasks.ANSWER")
        .hasSizeGreaterThan(25);
  }

  @Test
  void aStatementThatForgetsTheShardWouldBeSeen() {
    assertThat(USE.matcher("select 1 from run r where r.id = ?").find()).isTrue();
    assertThat(USE.matcher("update task set owner = ?").find()).isTrue();
  }

  static Stream<Sql> statements() {
    Set<String> classes = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of(
        dev.pawl.db.execution.Commits.class.getProtectionDomain().getCodeSource().getLocation()
            .toURI())
        .resolve("dev/pawl/db/execution"))) {
      files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package"))
          .forEach(name -> classes.add(name.substring(0, name.length() - ".class".length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return classes.stream().flatMap(ShardingRulesTest::texts);
  }

  static Stream<Sql> distributed() {
    return texts("ShardTransactions");
  }

  private static Stream<Sql> texts(String name) {
    try {
      List<Sql> found = new ArrayList<>();
      for (Field field : Class.forName("dev.pawl.db.execution." + name).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
          field.setAccessible(true);
          String text = String.valueOf(field.get(null));
          Sql sql = new Sql(name + "." + field.getName(), text);
          if (USE.matcher(text).find() && !OVER_ALL.contains(sql.name())) {
            found.add(sql);
          }
        }
      }
      return found.stream();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
