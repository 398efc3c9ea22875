package dev.pawl.cli.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.CliException;
import dev.pawl.cli.ExitCodes;
import dev.pawl.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that read a file and ask nobody. */
class DefinitionCommandsTest {
  private static final String VALID = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"}}}";
  private static final String DANGLING = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\"}}}";
  private static final String WITH_WARNING = "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Succeed\"},"
      + "\"B\":{\"Type\":\"Succeed\"}}}";

  @TempDir
  private Path folder = Path.of("");

  private final StringWriter printed = new StringWriter();
  private String said = "";

  private int run(Callable<Integer> command, String... arguments) {
    return new CommandLine(command).setOut(new PrintWriter(printed, true))
        .setExecutionExceptionHandler((e, _, _) -> {
          said = String.valueOf(e.getMessage());
          return ((CliException) e).exitCode();
        })
        .execute(arguments);
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aValidDefinitionIsTold() throws Exception {
    String file = file("a.json", VALID);

    assertThat(run(new ValidateCommand(), file)).isEqualTo(ExitCodes.OK);
    assertThat(printed).hasToString(file + ": valid\n");
  }

  @Test
  void everyErrorOfEveryFileIsTold() throws Exception {
    String good = file("a.json", VALID);
    String bad = file("b.json", DANGLING);
    String broken = file("c.json", "{");

    assertThat(run(new ValidateCommand(), good, bad, broken)).isEqualTo(ExitCodes.NO);
    assertThat(printed.toString().lines()).contains(good + ": valid")
        .anyMatch(line -> line.startsWith(bad + ": error MISSING_TRANSITION_TARGET at /States/A"))
        .anyMatch(line -> line.startsWith(broken + ": error INVALID_JSON_DESCRIPTION"));
  }

  @Test
  void warningsCountWhenStrict() throws Exception {
    String file = file("a.json", WITH_WARNING);

    assertThat(run(new ValidateCommand(), file)).isEqualTo(ExitCodes.OK);
    assertThat(printed.toString()).contains(": warning ").endsWith(": valid\n");
    assertThat(run(new ValidateCommand(), "--strict", file)).isEqualTo(ExitCodes.NO);
  }

  @Test
  void programsGetOneDocument() throws Exception {
    String bad = file("b.json", DANGLING);

    assertThat(run(new ValidateCommand(), "--output", "json", bad)).isEqualTo(ExitCodes.NO);
    assertThat(Json.parse(printed.toString().strip())).isInstanceOfSatisfying(Map.class,
        document -> assertThat(String.valueOf(document.get("files"))).contains("result=FAIL",
            "MISSING_TRANSITION_TARGET", bad));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(run(new ValidateCommand(), folder.resolve("none.json").toString()))
        .isEqualTo(ExitCodes.UNREADABLE);
    assertThat(said).endsWith("none.json cannot be read: there is none.");
  }

  @Test
  void aFileThatEndsInSvgIsOne() throws Exception {
    Path svg = folder.resolve("a.svg");

    assertThat(run(new GraphCommand(), file("a.json", VALID), "--to", svg.toString()))
        .isEqualTo(ExitCodes.OK);
    assertThat(svg).content().startsWith("<svg ").endsWith("</svg>\n");
    assertThat(printed.toString()).isEmpty();
  }

  @Test
  void whatCannotRunIsNotDrawn() throws Exception {
    String bad = file("b.json", DANGLING);

    assertThat(run(new GraphCommand(), bad)).isEqualTo(ExitCodes.NO);
    assertThat(said).contains("MISSING_TRANSITION_TARGET");
    assertThat(printed.toString()).isEmpty();
  }
}
