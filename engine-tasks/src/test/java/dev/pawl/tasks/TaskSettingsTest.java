package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskSettingsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  private Path folder;

  private static TaskSettings read(Map<String, String> env) {
    return TaskSettings.fromEnvironment(env, "eu-west-1", "123456789012");
  }

  private TaskSettings readFunctions(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("functions.yaml"), yaml);
    return read(Map.of("PAWL_FUNCTIONS_FILE", file.toString()));
  }

  @Test
  void nothingSetMeansAwsItself() {
    var settings = read(Map.of("PAWL_AWS_ENDPOINT_URL", " "));

    assertThat(settings).isEqualTo(TaskSettings.of("eu-west-1", "123456789012"));
  }

  @Test
  void aServicesEndpointGoesBeforeTheOneForAll() {
    var settings = read(Map.of("PAWL_AWS_ENDPOINT_URL", "http://localhost:4566",
        "PAWL_AWS_ENDPOINT_URL_SQS", "http://localhost:9324",
        "PAWL_AWS_ENDPOINT_URL_SECRETS_MANAGER", "https://secrets.example"));

    assertThat(settings.endpoint("sqs")).contains(URI.create("http://localhost:9324"));
    assertThat(settings.endpoint("s3")).contains(URI.create("http://localhost:4566"));
    assertThat(settings.endpoint("secretsmanager"))
        .contains(URI.create("https://secrets.example"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"greet: http://localhost:1/greet\n",
      "functions:\n  greet: http://localhost:1/greet\n",
      "functions:\n  greet:\n    url: http://localhost:1/greet\n",
      "pawl:\n  functions:\n    greet:\n      url: http://localhost:1/greet\n"})
  void functionsAreReadFromEveryShape(String yaml) throws IOException {
    assertThat(readFunctions(yaml).functions())
        .isEqualTo(Map.of("greet", URI.create("http://localhost:1/greet")));
  }

  @Test
  void anEmptyFileHasNoFunctions() throws IOException {
    assertThat(readFunctions("# none yet\n").functions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a\n- b\n", "greet: 5\n", "greet: ftp://x/y\n", "greet: 'http://'\n",
      "greet: not a url\n", "a: [b\n", "functions: {greet: {uri: 'http://x'}}\n"})
  void aFileThatCannotBeUsedIsNamedInOneSentence(String yaml) {
    assertThatThrownBy(() -> readFunctions(yaml)).isInstanceOf(InvalidTaskSettingsException.class)
        .hasMessageContaining("functions.yaml").hasMessageNotContaining("\n");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> read(Map.of("PAWL_FUNCTIONS_FILE", "/no/such/file.yaml")))
        .isInstanceOf(InvalidTaskSettingsException.class)
        .hasMessageContaining("/no/such/file.yaml cannot be read");
  }

  @Test
  void aBadEndpointIsNamed() {
    assertThatThrownBy(() -> read(Map.of("PAWL_AWS_ENDPOINT_URL_S3", "localhost:9000")))
        .isInstanceOf(InvalidTaskSettingsException.class)
        .hasMessageContaining("PAWL_AWS_ENDPOINT_URL_S3");
  }
}
