package dev.pawl.cli;

import static java.util.Locale.ROOT;

import dev.pawl.core.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How commands print: for people, or for programs. */
public final class Output {
  /** For whom. */
  public enum Format {
    /** Columns; what is long is cut. */
    table,
    /** One JSON document a command, with the members of the AWS API. */
    json
  }

  private static final int GAP = 2;
  private static final int LONGEST = 100;

  @Option(names = "--output", paramLabel = "FORMAT", defaultValue = "table", description = "table or json. Default: table.")
  private Format format = Format.table;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /** Whether programs read it. */
  public boolean isJson() {
    return format == Format.json;
  }

  /** Where it goes. */
  public PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  /** Prints a document for programs. */
  public void json(Object tree) {
    out().println(Json.write(tree));
  }

  /** Prints a line for people. */
  public void line(String text) {
    out().println(text);
  }

  /**
   * Prints columns for people.
   *
   * @param rows each with as many cells as there are headings
   */
  public void table(List<String> headings, List<List<String>> rows) {
    int[] widths = headings.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], cell(row.get(i)).length());
      }
    }
    Column[] columns = new Column[widths.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = new Column(widths[i] + GAP, 0, Overflow.SPAN);
    }
    ColorScheme scheme = Objects.requireNonNull(spec).commandLine().getHelp().colorScheme();
    TextTable table = TextTable.forColumns(scheme, columns);
    table.addRowValues(texts(scheme, headings.stream().map(heading -> heading.toUpperCase(ROOT))
        .toList()));
    rows.forEach(row -> table.addRowValues(texts(scheme, row)));
    out().print(table.toString().replaceAll("(?m) +$", ""));
    out().flush();
  }

  /** Columns take text as it is: what looks like markup in it stays as it is, too. */
  private static Ansi.Text[] texts(ColorScheme scheme, List<String> cells) {
    return cells.stream().map(cell -> scheme.apply(cell(cell), List.of()))
        .toArray(Ansi.Text[]::new);
  }

  private static String cell(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST - 1) + "…" : line;
  }

  /** The member of a document as a cell; empty where it is not there. */
  public static String text(Map<String, ? extends @Nullable Object> document,
      String member) {
    Object value = document.get(member);
    return value == null ? "" : value.toString();
  }
}
