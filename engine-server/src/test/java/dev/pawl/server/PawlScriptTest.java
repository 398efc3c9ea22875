package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shell script {@code pawl}, in a small source tree whose Maven wrapper only writes a jar, on a machine whose
 * JDKs print how they are called. All its folders have a space in their names.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is for POSIX shells")
class PawlScriptTest {
  private static final List<String> TOOLS = List.of("sh", "sed", "find", "head", "tail", "ls",
      "mktemp", "touch", "rm", "dirname", "cat");

  @TempDir
  private Path folder = Path.of("target");

  private Path root;
  private Path home;
  private Path user;
  private Path tools;
  private Path jar;

  @BeforeEach
  void makeTree() throws IOException {
    root = folder.resolve("the machine");
    home = folder.resolve("the sources");
    user = Files.createDirectories(folder.resolve("the user"));
    tools = Files.createDirectories(folder.resolve("the tools"));
    jar = home.resolve("engine-server/target/pawl.jar");
    for (String tool : TOOLS) {
      executable(tools.resolve(tool), "#!/bin/sh\nexec " + which(tool) + " \"$@\"\n");
    }
    Files.createDirectories(home.resolve("engine-server/src/main/java"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("engine-server/pom.xml"), "");
    Files.writeString(home.resolve("engine-server/src/main/java/A.java"), "");
    executable(home.resolve("mvnw"), """
        #!/bin/sh
        echo "$JAVA_HOME $*" >>builds
        [ ! -f broken ] || { echo "cannot find symbol"; exit 1; }
        mkdir -p engine-server/target
        echo jar >engine-server/target/pawl.jar
        touch -t 202001010000 engine-server/target/pawl.jar
        """.replace("mkdir", which("mkdir").toString()));
    // The same script, but for a machine whose folders are the test's.
    executable(home.resolve("pawl"), Files.readString(repository().resolve("pawl"))
        .replaceAll("(?m)(^| )(/(usr|opt|Library)/)", "$1\"\\$ROOT\"$2"));
  }

  private static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("pawl"))) {
      here = Objects.requireNonNull(here.getParent(), "no script above the working directory");
    }
    return here;
  }

  private static Path which(String tool) {
    for (String place : List.of("/bin", "/usr/bin")) {
      if (Files.exists(Path.of(place, tool))) {
        return Path.of(place, tool);
      }
    }
    throw new IllegalStateException("no " + tool);
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A JDK that says which one it is, and what it was asked to do. */
  private static Path jdk(Path place, String version) throws IOException {
    executable(place.resolve("bin/javac"), "#!/bin/sh\n");
    executable(place.resolve("bin/java"), "#!/bin/sh\necho \"" + place + "|$*\"\n");
    Files.writeString(place.resolve("release"),
        "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\n");
    return place;
  }

  private Commands.Ended pawl(Map<String, String> more, String... arguments) {
    return pawl(home.resolve("pawl"), more, arguments);
  }

  private Commands.Ended pawl(Path script, Map<String, String> more, String... arguments) {
    Map<String, String> environment = new java.util.HashMap<>(Map.of(
        "PATH", tools.toString(), "HOME", user.toString(), "ROOT", root.toString(), "TMPDIR",
        folder.toString()));
    environment.putAll(more);
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return new Commands(folder, environment).runAlone(command);
  }

  private long builds() throws IOException {
    Path builds = home.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void withoutAJdkItSaysWhatToInstallAndEnds() throws IOException {
    jdk(root.resolve("usr/lib/jvm/jdk-21"), "21.0.2");
    jdk(root.resolve("usr/lib/jvm/jdk-8"), "1.8.0_292");

    Commands.Ended ended = pawl(Map.of(), "dev");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).isEqualTo("pawl: no JDK 25 or later found. Install one (for example"
        + " Temurin 25 from https://adoptium.net), or set JAVA_HOME to it.");
    assertThat(builds()).isZero();
  }

  @Test
  void withoutAHomeFolderItStillSaysSo() {
    Commands.Ended ended = new Commands(folder,
        Map.of("PATH", tools.toString(), "ROOT", root.toString()))
        .runAlone(List.of(home.resolve("pawl").toString()));

    assertThat(ended.err()).startsWith("pawl: no JDK 25 or later found.");
  }

  @Test
  void theJdkIsFoundWhereJdksAre() throws IOException {
    for (Path place : List.of(
        root.resolve("usr/lib/jvm/temurin 25"), root.resolve("opt/jdk-25"),
        root.resolve("Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home"),
        root.resolve("opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home"),
        user.resolve(".sdkman/candidates/java/25-tem"), user.resolve(".jdks/temurin-25"))) {
      Path jdk = jdk(place, "25.0.1");

      assertThat(pawl(Map.of(), "dev").out()).as(place.toString()).startsWith(jdk + "|");

      Files.delete(jdk.resolve("release"));
    }
  }

  @Test
  void aJdkThatIsSetGoesBeforeOneOnThePathAndThatBeforeTheOthers() throws IOException {
    jdk(root.resolve("usr/lib/jvm/a"), "25");
    Path onPath = jdk(folder.resolve("on path"), "26.0.1");
    Files.createSymbolicLink(tools.resolve("javac"), Path.of("..", "on path", "bin", "javac"));
    Path javaHome = jdk(folder.resolve("java home"), "25.0.1");
    Path own = jdk(folder.resolve("own"), "25.0.1");
    Path old = jdk(folder.resolve("old"), "21.0.1");

    assertThat(pawl(Map.of()).out()).startsWith(onPath + "|");
    assertThat(pawl(Map.of("JAVA_HOME", old.toString())).out()).startsWith(onPath + "|");
    assertThat(pawl(Map.of("JAVA_HOME", javaHome.toString())).out()).startsWith(javaHome + "|");
    assertThat(
        pawl(Map.of("JAVA_HOME", javaHome.toString(), "PAWL_JAVA_HOME", own.toString())).out())
        .startsWith(own + "|");
    assertThat(pawl(Map.of("PAWL_JAVA_HOME", old.toString())).err())
        .isEqualTo("pawl: PAWL_JAVA_HOME is " + old + ", which is not a JDK 25 or later.");
  }

  @Test
  void itBuildsWhatIsStaleAndOnlyThat() throws IOException {
    Path jdk = jdk(root.resolve("usr/lib/jvm/jdk-25"), "25.0.1");

    Commands.Ended first = pawl(Map.of(), "dev", "--data", "my data");
    assertThat(first.out()).isEqualTo(jdk + "|--enable-native-access=ALL-UNNAMED"
        + " --sun-misc-unsafe-memory-access=allow -jar " + jar + " dev --data my data");
    assertThat(first.err()).startsWith("pawl: building");
    assertThat(Files.readString(home.resolve("builds"))).startsWith(jdk + " ");

    assertThat(pawl(Map.of(), "dev").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    touch(home.resolve("engine-server/src/main/java/A.java"));
    assertThat(pawl(Map.of(), "dev").err()).startsWith("pawl: building");
    pawl(Map.of(), "dev");
    assertThat(builds()).isEqualTo(2);

    touch(home.resolve("pom.xml"));
    pawl(Map.of(), "dev");
    pawl(Map.of(), "dev");
    assertThat(builds()).isEqualTo(3);

    Files.delete(home.resolve("engine-server/src/main/java/A.java"));
    pawl(Map.of(), "dev");
    pawl(Map.of(), "dev");
    assertThat(builds()).isEqualTo(4);
  }

  /** As an editor does it, now: later than anything that has happened. */
  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
  }

  @Test
  void aFailedBuildShowsWhyAndIsTriedAgain() throws IOException {
    jdk(root.resolve("usr/lib/jvm/jdk-25"), "25.0.1");
    Files.createFile(home.resolve("broken"));

    Commands.Ended ended = pawl(Map.of(), "dev");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("cannot find symbol").contains("pawl: the build failed");

    Files.delete(home.resolve("broken"));
    assertThat(pawl(Map.of(), "dev").code()).isZero();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void itWorksThroughASymbolicLinkAndByItsNameAlone() throws IOException {
    jdk(root.resolve("usr/lib/jvm/jdk-25"), "25.0.1");
    Path link = Files.createSymbolicLink(tools.resolve("pawl"),
        Path.of("..", "the sources", "pawl"));

    assertThat(pawl(link, Map.of(), "dev").out()).contains(" -jar " + jar + " ");
    assertThat(new Commands(home, Map.of("PATH", tools.toString(), "HOME", user.toString(), "ROOT",
        root.toString(), "TMPDIR", folder.toString()))
        .runAlone(List.of(which("sh").toString(), "pawl", "dev")).out())
        .contains(" -jar " + jar + " ");
  }

  @Test
  void itIsPlainPosixShell() {
    assumeTrue(Commands.exist("dash"), "skipped: there is no dash on the PATH");

    assertThat(new Commands(folder, Map.of())
        .run(List.of("dash", "-n", home.resolve("pawl").toString())))
        .isEqualTo(new Commands.Ended(0, "", ""));
  }
}
