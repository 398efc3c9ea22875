package dev.pawl.db.connection;

import java.lang.reflect.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries any number of rows in one statement: an array for each column, put together again by {@code unnest}, or
 * lists of values. Immutable once built.
 *
 * @param <R> what a row is made from
 */
public final class Unnest<R> {
  private static final Pattern UNSTORABLE = Pattern.compile("[\\x{0}\\x{D800}-\\x{DFFF}]");

  private final List<Column<R>> columns;
  private final List<Constant<R>> constants;

  private record Column<R>(
      String name, String type, Class<?> element, Function<R, @Nullable Object> value) {}

  private record Constant<R>(String sql, Predicate<R> holds) {}

  private Unnest(List<Column<R>> columns, List<Constant<R>> constants) {
    this.columns = List.copyOf(columns);
    this.constants = List.copyOf(constants);
  }

  /** No column yet. */
  public static <R> Unnest<R> rows() {
    return new Unnest<>(List.of(), List.of());
  }

  public Unnest<R> smallint(String name, Function<R, @Nullable Integer> value) {
    return with(name, "smallint", Short.class, row -> {
      Integer number = value.apply(row);
      return number == null ? null : number.shortValue();
    });
  }

  public Unnest<R> integer(String name, Function<R, @Nullable Integer> value) {
    return with(name, "integer", Integer.class, value::apply);
  }

  public Unnest<R> bigint(String name, Function<R, @Nullable Long> value) {
    return with(name, "bigint", Long.class, value::apply);
  }

  public Unnest<R> bool(String name, Function<R, @Nullable Boolean> value) {
    return with(name, "boolean", Boolean.class, value::apply);
  }

  public Unnest<R> uuid(String name, Function<R, @Nullable UUID> value) {
    return with(name, "uuid", UUID.class, value::apply);
  }

  /** Text; U+0000 and lone surrogates, which the server's text cannot hold, become U+FFFD. */
  public Unnest<R> text(String name, Function<R, @Nullable String> value) {
    return with(name, "text", String.class, row -> {
      String text = value.apply(row);
      return text == null ? null : UNSTORABLE.matcher(text).replaceAll("\uFFFD");
    });
  }

  public Unnest<R> bytea(String name, Function<R, byte @Nullable []> value) {
    return with(name, "bytea", byte[].class, value::apply);
  }

  public Unnest<R> time(String name, Function<R, @Nullable Instant> value) {
    return with(name, "timestamptz", String.class, row -> {
      Instant time = value.apply(row);
      return time == null ? null : time.truncatedTo(ChronoUnit.MICROS).toString();
    });
  }

  private Unnest<R> with(
      String name, String type, Class<?> element, Function<R, @Nullable Object> value) {
    List<Column<R>> more = new ArrayList<>(columns);
    more.add(new Column<>(name, type, element, value));
    return new Unnest<>(more, constants);
  }

  /** The same columns but one. */
  public Unnest<R> without(String name) {
    return new Unnest<>(
        columns.stream().filter(column -> !column.name().equals(name)).toList(), constants);
  }

  /** In {@link #values}, one more value that is the same in each row. */
  public Unnest<R> constant(String sql) {
    return given(sql, _ -> true);
  }

  /** In {@link #values}, one more value, of rows for which something holds; null in the others. */
  public Unnest<R> given(String sql, Predicate<R> holds) {
    List<Constant<R>> more = new ArrayList<>(constants);
    more.add(new Constant<>(sql, holds));
    return new Unnest<>(columns, more);
  }

  /** The rows as lists of values: {@code (?::smallint, ...), (?::smallint, ...)}. */
  public String values(int rows) {
    String row = Stream.concat(
        columns.stream().map(column -> "?::" + column.type()),
        constants.stream().map(constant -> "case when ? then " + constant.sql() + " end"))
        .collect(Collectors.joining(", ", "(", ")"));
    return String.join(", ", Collections.nCopies(rows, row));
  }

  /** Sets the parameters of {@link #values}, from the first on. */
  public void bindValues(PreparedStatement statement, List<? extends R> rows) throws SQLException {
    int parameter = 1;
    for (R row : rows) {
      for (Column<R> column : columns) {
        statement.setObject(parameter++, column.value().apply(row));
      }
      for (Constant<R> constant : constants) {
        statement.setBoolean(parameter++, constant.holds().test(row));
      }
    }
  }

  /** The rows as an item of a {@code from} clause: {@code unnest(?::smallint[], ...) as alias(shard, ...)}. */
  public String as(String alias) {
    return columns.stream()
        .map(column -> "?::" + column.type() + "[]")
        .collect(Collectors.joining(", ", "unnest(", ") as "))
        + columns.stream().map(Column::name).collect(Collectors.joining(", ", alias + "(", ")"));
  }

  /**
   * Sets the arrays.
   *
   * @param first the number of the first parameter
   * @return the number after the last
   */
  public int bind(PreparedStatement statement, int first, List<? extends R> rows)
      throws SQLException {
    int parameter = first;
    for (Column<R> column : columns) {
      Object[] values = (Object[]) Array.newInstance(column.element(), rows.size());
      for (int i = 0; i < values.length; i++) {
        Array.set(values, i, column.value().apply(rows.get(i)));
      }
      statement.setArray(
          parameter++, statement.getConnection().createArrayOf(column.type(), values));
    }
    return parameter;
  }
}
