package dev.pawl.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The {@code pawl chaos} command. */
@Command(name = "pawl chaos", mixinStandardHelpOptions = true, version = "pawl 0.1.0", description = "Breaks a cluster under load and verifies that every promise was kept. The exit code is the verdict.")
final class Chaos implements Callable<Integer> {
  private static final List<String> FAKETIME = List.of("libfaketimeMT.so.1", "libfaketime.so.1");

  @Parameters(index = "0", paramLabel = "PROFILE", description = "smoke (3 minutes), full (30 minutes) or soak (8 hours).")
  private String profile = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON, too.")
  private @Nullable Path json;

  @Option(names = "--seed", paramLabel = "N", description = "Gives the order of the faults and the mix of the load. Default: by chance.")
  private @Nullable Long seed;

  @Option(names = "--rate", paramLabel = "N", defaultValue = "20", description = "Starts per second. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(names = "--fault", paramLabel = "NAME", description = "Only this fault, for example KILL_WORKER; may be repeated.")
  private List<FaultKind> faults = List.of();

  @Option(names = "--jar", paramLabel = "FILE", description = "The build under test. Default: engine-server/target/pawl.jar.")
  private @Nullable Path jar;

  @Option(names = "--previous-jar", paramLabel = "FILE", description = "The build before: every second node starts with it, and nodes go from one build to the other during the run.")
  private @Nullable Path previousJar;

  @Option(names = "--faketime", paramLabel = "FILE", description = "libfaketime, where it is not in its usual place.")
  private @Nullable Path faketime;

  @Option(names = "--plant", paramLabel = "KIND", description = "Damages the data after the run, and succeeds only if the verification finds it. One of ${COMPLETION-CANDIDATES}; may be repeated.")
  private List<Plant> plants = List.of();

  @Option(names = "--plant-all", description = "Plants one of each kind.")
  private boolean plantAll;

  @Option(names = "--data", paramLabel = "DIR", description = "Where to work; must not exist. Default: a folder in the temporary directory.")
  private @Nullable Path data;

  @Option(names = "--keep", description = "Keeps the folder also where all is green.")
  private boolean keep;

  @Spec
  private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Chaos()).setUsageHelpWidth(110)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, SQLException {
    Profile wanted = profile();
    Path build = jar == null ? builtJar() : jar.toAbsolutePath();
    if (previousJar != null && !Files.isRegularFile(previousJar)) {
      throw wrong("there is no " + previousJar);
    }
    if (!Files.isRegularFile(build)) {
      throw wrong("there is no " + build + "; build engine-server, or name a build with --jar");
    }
    long number = seed == null ? System.nanoTime() & 0xFFFF_FFFFL : seed;
    Path home = data == null ? Files.createTempDirectory("pawl-chaos-") : data.toAbsolutePath();
    if (data != null && Files.exists(home)) {
      throw wrong(home + " exists already");
    }
    Files.createDirectories(home);
    Progress.say("pawl chaos " + profile + " --seed " + number + ", working in " + home);
    Run run = new Run(wanted, faults.isEmpty() ? faults(wanted) : faults, number, rate, build,
        Optional.ofNullable(previousJar).map(Path::toAbsolutePath), libfaketime(), home,
        plantAll ? List.of(Plant.values()) : plants);
    Run.Outcome outcome = run.toTheEnd();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(outcome.report().text());
    out.println();
    outcome.planted().forEach(out::println);
    if (json != null) {
      Files.writeString(json, outcome.report().json() + "\n");
    }
    boolean isGood = outcome.isGood();
    if (isGood && !keep && data == null) {
      remove(home);
    } else {
      out.println("The data are kept in " + home);
    }
    out.println(outcome.report().summary());
    out.flush();
    return isGood ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Two builds are always tried in both directions. */
  private List<FaultKind> faults(Profile wanted) {
    Set<FaultKind> all = new LinkedHashSet<>(wanted.faults());
    if (previousJar != null) {
      all.add(FaultKind.ROLLING_RESTART);
      all.add(FaultKind.ROLLING_RETURN);
    }
    return List.copyOf(all);
  }

  private Profile profile() {
    try {
      return Profile.valueOf(profile.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong("the profile is smoke, full or soak, not '" + profile + "'");
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  /** Beside this jar's module. */
  private static Path builtJar() {
    try {
      Path own = Path.of(Chaos.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return own.resolve("../../../engine-server/target/pawl.jar").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Path> libfaketime() throws IOException {
    if (faketime != null) {
      return Optional.of(faketime.toAbsolutePath());
    }
    for (String root : List.of("/usr/lib", "/usr/lib64", "/usr/local/lib")) {
      if (Files.isDirectory(Path.of(root))) {
        try (Stream<Path> files = Files.find(Path.of(root), 3,
            (path, _) -> FAKETIME.contains(path.getFileName().toString()))) {
          Optional<Path> found = files.sorted().findFirst();
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
