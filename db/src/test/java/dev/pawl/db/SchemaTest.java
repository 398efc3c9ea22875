package dev.pawl.db;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules that let the tables be spread over machines. */
final class SchemaTest {
  private static final TestDatabase DB = TestDatabase.create();

  @BeforeAll
  static void open() {
    DB.open();
  }

  @AfterAll
  static void close() {
    DB.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      foreign keys | select count(*) from pg_constraint where contype = 'f'
      sequences    | select count(*) from pg_class where relkind = 'S'
      triggers     | select count(*) from pg_trigger where not tgisinternal
      extensions   | select count(*) from pg_extension where extname <> 'plpgsql'
      """)
  void theSchemaHasNo(String what, String sql) {
    assertThat(DB.count(sql)).as(what).isZero();
  }

  @Test
  void noColumnIsJsonAndNoCompressionIsNamed() {
    assertThat(DB.count("""
        select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and (a.atttypid::regtype::text in ('json', 'jsonb') or a.attcompression <> '')
        """)).isZero();
  }

  @Test
  void everyUniqueKeyOfTheCatalogueBeginsWithTheAccountOrIsAnId() {
    assertThat(DB.count("""
        select count(*) from pg_index i
        join pg_class c on c.oid = i.indrelid
        join pg_attribute s on s.attrelid = c.oid and s.attname = 'account'
        join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0]
        where c.relkind = 'r' and i.indisunique and k.attname not in ('account', 'id')
        """)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"run,85", "task,70", "shard_lease,20"})
  void tablesThatChurnLeaveRoom(String table, int fillfactor) {
    assertThat(DB.count("select count(*) from pg_class where relname = '" + table
        + "' and 'fillfactor=" + fillfactor + "' = any (reloptions)")).isEqualTo(1);
  }
}
