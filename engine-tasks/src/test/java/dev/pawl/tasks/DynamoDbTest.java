package dev.pawl.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.json.Json;
import dev.pawl.tasks.real.DynamoDbServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamoDbTest {
  private static DynamoDbServer dynamoDb;
  private static Connectors connectors;

  @BeforeAll
  static void start() {
    dynamoDb = DynamoDbServer.start();
    dynamoDb.createTable("things");
    connectors = new Connectors(
        Attempts.SETTINGS.withAwsEndpointByService(Map.of("dynamodb", dynamoDb.endpoint())));
  }

  @AfterAll
  static void stop() {
    // Null where the tests were skipped.
    if (dynamoDb != null) {
      connectors.close();
      dynamoDb.close();
    }
  }

  private static Map<?, ?> result(String resource, String parameters) throws InterruptedException {
    return Attempts
        .result(Attempts.call(connectors, Attempts.service(resource), parameters));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dynamodb", "aws-sdk:dynamodb"})
  void anItemComesBackAsItWasPut(String service) throws InterruptedException {
    String item = """
        {"id":{"S":"%s"},"n":{"N":"1.50"},"b":{"B":"AQL/"},"yes":{"BOOL":true},"nothing":{"NULL":true},
         "list":{"L":[{"S":"x"},{"M":{"deep":{"N":"2"}}}]},"set":{"SS":["a","b"]}}
        """.formatted(service);
    String key = "{\"TableName\":\"things\",\"Key\":{\"id\":{\"S\":\"" + service + "\"}}}";

    result(service + ":putItem", "{\"TableName\":\"things\",\"Item\":" + item + "}");
    var got = result(service + ":getItem", key);

    var expected = Json.parse(item.replace("1.50", "1.5"));
    assertThat(got.get("Item")).isEqualTo(expected);
  }

  @Test
  void aCallWithoutAnswerGivesAnEmptyObject() throws InterruptedException {
    String item = "{\"TableName\":\"things\",\"Item\":{\"id\":{\"S\":\"empty\"}}}";

    assertThat(result("aws-sdk:dynamodb:putItem", item)).isEmpty();
    assertThat(List.<Object>copyOf(result("dynamodb:putItem", item).keySet()))
        .containsExactly("SdkHttpMetadata", "SdkResponseMetadata");
  }

  @Test
  void anUpdateGivesTheAttributesThatWereAskedFor() throws InterruptedException {
    var result = result("dynamodb:updateItem", """
        {"TableName":"things","Key":{"id":{"S":"updated"}},"UpdateExpression":"set S=:r",
         "ExpressionAttributeValues":{":r":{"S":"new"}},"ReturnValues":"UPDATED_NEW"}
        """);

    assertThat(result.get("Attributes")).isEqualTo(Map.of("S", Map.of("S", "new")));
  }

  @Test
  void aFailedConditionBearsItsName() throws InterruptedException {
    String parameters = """
        {"TableName":"things","Key":{"id":{"S":"absent"}},"ConditionExpression":"attribute_exists(id)"}
        """;

    var optimized = Attempts.error(Attempts.call(connectors,
        Attempts.service("dynamodb:deleteItem"), parameters));
    var generic = Attempts.error(Attempts.call(connectors,
        Attempts.service("aws-sdk:dynamodb:deleteItem"), parameters));

    assertThat(optimized.name()).isEqualTo("DynamoDB.ConditionalCheckFailedException");
    assertThat(generic.name()).isEqualTo("DynamoDb.ConditionalCheckFailedException");
  }

  @Test
  void aMissingTableIsWordedAsRecordedOnAws() throws InterruptedException {
    String parameters = "{\"TableName\":\"no-such-table\",\"Item\":{\"id\":{\"S\":\"1\"}}}";

    var optimized = Attempts.error(Attempts.call(connectors,
        Attempts.service("dynamodb:putItem"), parameters));
    var generic = Attempts.error(Attempts.call(connectors,
        Attempts.service("aws-sdk:dynamodb:putItem"), parameters));

    assertThat(optimized.name()).isEqualTo("DynamoDB.ResourceNotFoundException");
    assertThat(optimized.cause()).matches(
        "Requested resource not found \\(Service: AmazonDynamoDBv2; Status Code: 400; Error Code:"
            + " ResourceNotFoundException; Request ID: [^;]+; Proxy: null\\)");
    assertThat(generic.name()).isEqualTo("DynamoDb.ResourceNotFoundException");
    assertThat(generic.cause()).matches("Requested resource not found"
        + " \\(Service: DynamoDb, Status Code: 400, Request ID: [^)]+\\)( \\(SDK Attempt Count: 1\\))?");
  }

  @Test
  void anErrorWithoutAClassOfItsOwnBearsTheServices() throws InterruptedException {
    String parameters = "{\"TableName\":\"things\",\"Item\":null}";

    var optimized = Attempts.error(Attempts.call(connectors,
        Attempts.service("dynamodb:putItem"), parameters));
    var generic = Attempts.error(Attempts.call(connectors,
        Attempts.service("aws-sdk:dynamodb:putItem"), parameters));

    assertThat(optimized.name()).isEqualTo("DynamoDB.AmazonDynamoDBException");
    assertThat(optimized.cause()).contains("Error Code: ValidationException");
    assertThat(generic.name()).isEqualTo("DynamoDb.DynamoDbException");
  }

  @Test
  void aNumberWhereTheApiWantsTextIsRefused() throws InterruptedException {
    var error = Attempts.error(Attempts.call(connectors, Attempts.service("dynamodb:putItem"),
        "{\"TableName\":\"things\",\"Item\":{\"id\":{\"N\":5}}}"));

    assertThat(error.name()).isEqualTo("States.Runtime");
    assertThat(error.cause()).endsWith(
        "could not be used to start the Task: [The value for the field 'N' must be a STRING]");
  }

  @Test
  void timesComeBackInIso8601() throws InterruptedException {
    var table = Attempts.inner(
        result("aws-sdk:dynamodb:describeTable", "{\"TableName\":\"things\"}"), "Table");

    assertThat(String.valueOf(table.get("CreationDateTime")))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    assertThat(table.get("ItemCount")).isInstanceOf(Long.class);
  }
}
