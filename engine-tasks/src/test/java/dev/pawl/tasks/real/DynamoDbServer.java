package dev.pawl.tasks.real;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A DynamoDB server (dynalite, on Node). Tests that start it are skipped where there is no Node. */
public final class DynamoDbServer implements AutoCloseable {
  private static final String PACKAGE = "dynalite@4.0.0";

  /** Prints its port, and ends when the JVM that holds its standard input does. */
  private static final String PROGRAM = """
      require('dynalite')({createTableMs: 0}).listen(0, '127.0.0.1', function () {
        console.log('port ' + this.address().port)
      })
      process.stdin.on('end', function () { process.exit() }).resume()
      """;

  private final ServerProcess process;
  private final URI endpoint;
  private final DynamoDbClient client;

  private DynamoDbServer(ServerProcess process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    this.client = DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(ApacheHttpClient.builder())
        .build();
  }

  public static DynamoDbServer start() {
    Optional<Path> node = ServerProcess.onPath("node");
    Optional<Path> npm = ServerProcess.onPath("npm");
    Assumptions.assumeTrue(node.isPresent() && npm.isPresent(),
        "skipped: DynamoDB tests need node and npm on the PATH");
    Path folder = ServerProcess.folder("dynalite");
    if (!Files.isRegularFile(folder.resolve("node_modules/dynalite/index.js"))) {
      ServerProcess.run(folder, folder.resolve("install.log"), Duration.ofMinutes(3),
          List.of(npm.orElseThrow().toString(), "install", "--no-audit", "--no-fund", "--prefix",
              folder.toString(), PACKAGE));
    }
    ServerProcess process = ServerProcess.start(folder, folder.resolve("server.log"),
        List.of(node.orElseThrow().toString(), "-e", PROGRAM));
    int port = process.await(Duration.ofSeconds(30), () -> {
      Matcher line = Pattern.compile("port (\\d+)\\s").matcher(process.output());
      return line.find() ? Optional.of(Integer.parseInt(line.group(1))) : Optional.empty();
    });
    return new DynamoDbServer(process, URI.create("http://127.0.0.1:" + port));
  }

  public URI endpoint() {
    return endpoint;
  }

  /** A client for what a test prepares and looks up. */
  public DynamoDbClient client() {
    return client;
  }

  /** Makes a table whose key is the text attribute {@code id}. */
  public void createTable(String name) {
    client.createTable(table -> table.tableName(name)
        .billingMode(BillingMode.PAY_PER_REQUEST)
        .attributeDefinitions(List.of(AttributeDefinition.builder()
            .attributeName("id")
            .attributeType(ScalarAttributeType.S)
            .build()))
        .keySchema(List.of(
            KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())));
    client.waiter().waitUntilTableExists(table -> table.tableName(name));
  }

  @Override
  public void close() {
    client.close();
    process.close();
  }
}
