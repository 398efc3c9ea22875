package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.db.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS provider of Terraform manages state machines, aliases and activities with nothing but the endpoint changed. */
class TerraformTest {
  /** Terraform's exit code of a plan that would change something. */
  private static final int CHANGES = 2;

  @TempDir
  private Path folder = Path.of("target");

  @Test
  void resourcesAreMadeKeptChangedAndDestroyed() throws IOException {
    assumeTrue(Commands.exist("terraform"), "skipped: there is no terraform on the PATH");
    Optional<Path> mirror = mirror();
    assumeTrue(mirror.isPresent(), "skipped: there is no local mirror of the AWS provider");
    try (var main = Objects.requireNonNull(
        TerraformTest.class.getResourceAsStream("/terraform/main.tf"))) {
      Files.copy(main, folder.resolve("main.tf"));
    }
    Path config = Files.createFile(folder.resolve("terraform.rc"));
    try (TestDatabase database = TestDatabase.create();
        PawlProcess pawl = PawlProcess.signed(folder.resolve("pawl.log"), database)) {
      Commands commands = new Commands(folder,
          Map.of("TF_CLI_CONFIG_FILE", config.toString(), "CHECKPOINT_DISABLE", "1",
              "TF_VAR_endpoint", pawl.endpoint().toString(), "TF_VAR_access_key", Commands.KEY,
              "TF_VAR_secret_key", Commands.SECRET));

      terraform(commands, 0, "init", "-plugin-dir=" + mirror.get());
      assertThat(terraform(commands, 0, "apply", "-auto-approve", "-var", "greeting=hello"))
          .contains("14 added, 0 changed, 0 destroyed", "stateMachine:orders:PROD");
      terraform(commands, 0, "plan", "-detailed-exitcode", "-var", "greeting=hello");

      terraform(commands, CHANGES, "plan", "-detailed-exitcode", "-var", "greeting=good day");
      assertThat(terraform(commands, 0, "apply", "-auto-approve", "-var", "greeting=good day"))
          .contains("0 added, 7 changed, 0 destroyed");
      assertThat(database.count(
          "select version from state_machine_alias where name = 'PROD'")).isEqualTo(2);
      terraform(commands, 0, "plan", "-detailed-exitcode", "-var", "greeting=good day");

      assertThat(terraform(commands, 0, "destroy", "-auto-approve", "-var", "greeting=good day"))
          .contains("14 destroyed");
      assertThat(database.count("select count(*) from state_machine where status = 'ACTIVE'"))
          .isZero();
      assertThat(database.count("select count(*) from trigger_resource")).isZero();
    }
  }

  private static String terraform(Commands commands, int code, String... arguments) {
    List<String> command = new ArrayList<>(List.of("terraform", arguments[0], "-no-color"));
    if (!arguments[0].equals("init")) {
      command.add("-input=false");
    }
    command.addAll(List.of(arguments).subList(1, arguments.length));
    Commands.Ended ended = commands.run(command);
    assertThat(ended.code()).as("%s\n%s\n%s", command, ended.out(), ended.err()).isEqualTo(code);
    return ended.out();
  }

  /** A folder that holds the provider as a mirror does: {@code HOST/NAMESPACE/TYPE/VERSION/PLATFORM/...}. */
  private static Optional<Path> mirror() throws IOException {
    List<Path> places = new ArrayList<>(List.of(
        Path.of(System.getProperty("user.home"), ".terraform.d", "plugins"),
        Path.of("/usr/local/share/terraform/plugins"), Path.of("/usr/share/terraform/plugins")));
    Path optional = Path.of("/opt");
    if (Files.isDirectory(optional)) {
      try (Stream<Path> packages = Files.list(optional)) {
        packages.forEach(places::add);
      }
    }
    return places.stream()
        .filter(place -> Files.isDirectory(place.resolve("registry.terraform.io/hashicorp/aws")))
        .findFirst();
  }
}
