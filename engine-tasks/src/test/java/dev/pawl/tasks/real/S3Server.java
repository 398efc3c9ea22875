package dev.pawl.tasks.real;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * An S3 server (Adobe S3Mock) in a process of its own, since it is a Spring Boot application. Maven resolves it;
 * tests that start it are skipped where there is no Maven.
 */
public final class S3Server implements AutoCloseable {
  private static final String MAIN = "com.adobe.testing.s3mock.S3MockApplication";

  /** Under Spring Boot's own versions: left alone, it brings two logging bindings that clash. */
  private static final String POM = """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>dev.pawl.test</groupId>
        <artifactId>s3</artifactId>
        <version>1</version>
        <dependencyManagement><dependencies><dependency>
          <groupId>org.springframework.boot</groupId>
          <artifactId>spring-boot-dependencies</artifactId>
          <version>4.1.1</version>
          <type>pom</type>
          <scope>import</scope>
        </dependency></dependencies></dependencyManagement>
        <dependencies><dependency>
          <groupId>com.adobe.testing</groupId>
          <artifactId>s3mock</artifactId>
          <version>5.2.0</version>
        </dependency></dependencies>
      </project>
      """;

  private static final String CLASSPATH_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";

  private final ServerProcess process;
  private final URI endpoint;
  private final S3Client client;

  private S3Server(ServerProcess process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    this.client = S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(ApacheHttpClient.builder())
        .build();
  }

  public static S3Server start() {
    Path folder = ServerProcess.folder("s3mock");
    int port = ServerProcess.freePort();
    ServerProcess process = ServerProcess.start(folder, folder.resolve("server.log"),
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
            "-Djava.io.tmpdir=" + folder, "-cp", classpath(folder), MAIN, "--http.port=" + port,
            "--server.port=0", "--vectors.http.port=" + ServerProcess.freePort(),
            "--vectors.https.port=" + ServerProcess.freePort()));
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    process.await(Duration.ofSeconds(90), () -> answers(endpoint));
    return new S3Server(process, endpoint);
  }

  private static Optional<Boolean> answers(URI endpoint) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(endpoint).timeout(Duration.ofSeconds(5)).build();
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 ? Optional.of(true) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while S3 started", e);
    }
  }

  private static String classpath(Path folder) {
    Path file = folder.resolve("classpath.txt");
    try {
      if (!Files.isRegularFile(file) || !isWhole(Files.readString(file))) {
        Path pom = Files.writeString(folder.resolve("pom.xml"), POM);
        ServerProcess.run(folder, folder.resolve("resolve.log"), Duration.ofMinutes(5),
            List.of(maven(), "-B", "-q", "-f", pom.toString(), CLASSPATH_GOAL,
                "-Dmdep.outputFile=" + file));
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a classpath that an earlier run wrote still names files. */
  private static boolean isWhole(String classpath) {
    return List.of(classpath.strip().split(File.pathSeparator, -1)).stream()
        .allMatch(jar -> Files.isRegularFile(Path.of(jar)));
  }

  private static String maven() {
    Optional<Path> maven = ServerProcess.onPath("mvn");
    Path folder = Path.of("").toAbsolutePath();
    while (maven.isEmpty() && folder != null) {
      maven = Optional.of(folder.resolve("mvnw")).filter(Files::isExecutable);
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(maven.isPresent(), "skipped: S3 tests need mvn on the PATH, or mvnw");
    return maven.orElseThrow().toString();
  }

  public URI endpoint() {
    return endpoint;
  }

  /** A client for what a test prepares and looks up. */
  public S3Client client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
