package dev.pawl.cli.definition;

import dev.pawl.cli.CliException;
import dev.pawl.cli.ExitCodes;
import dev.pawl.cli.FileText;
import dev.pawl.cli.graph.StateGraphs;
import dev.pawl.cli.graph.SvgDrawing;
import dev.pawl.cli.graph.TextDrawing;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws a definition. */
@Command(name = "graph", mixinStandardHelpOptions = true, description = "Draws a definition as text, or as SVG.")
public final class GraphCommand implements Callable<Integer> {
  enum Form {
    text,
    svg
  }

  @Parameters(paramLabel = "FILE", description = "The definition; - reads the standard input.")
  private String file = "";

  @Option(names = "--format", paramLabel = "FORM", description = "${COMPLETION-CANDIDATES}. Default: svg where --to names a .svg file, else text.")
  private @Nullable Form form;

  @Option(names = "--to", paramLabel = "FILE", description = "Where to write it. Default: the standard output.")
  private @Nullable Path to;

  @Spec
  private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    StateMachine machine = machine(FileText.read(file));
    String drawing = switch (form()) {
      case text -> TextDrawing.of(machine);
      case svg -> SvgDrawing.of(StateGraphs.layOut(machine));
    };
    if (to == null) {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.print(drawing);
      out.flush();
    } else {
      write(to, drawing);
    }
    return ExitCodes.OK;
  }

  private Form form() {
    if (form != null) {
      return form;
    }
    return to != null && to.toString().endsWith(".svg") ? Form.svg : Form.text;
  }

  private StateMachine machine(String definition) {
    return switch (DefinitionParser.parse(definition, MachineType.STANDARD)) {
      case ParseResult.Valid valid -> valid.machine();
      case ParseResult.Invalid invalid -> throw new CliException(ExitCodes.NO, invalid.message());
    };
  }

  private static void write(Path to, String drawing) {
    try {
      Files.writeString(to, drawing);
    } catch (IOException e) {
      throw new CliException(ExitCodes.UNREADABLE,
          "The file " + to + " cannot be written: " + e.getMessage() + ".");
    }
  }
}
