package dev.pawl.server;

import dev.pawl.core.json.Json;
import dev.pawl.tasks.real.DynamoDbServer;
import dev.pawl.tasks.real.FunctionServer;
import dev.pawl.tasks.real.FunctionServer.Answer;
import dev.pawl.tasks.real.FunctionServer.Call;
import dev.pawl.tasks.real.S3Server;
import dev.pawl.tasks.real.SqsServer;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import software.amazon.awssdk.core.sync.RequestBody;

/** The world around a Pawl: a real SQS, DynamoDB and S3 server, and functions that really work. */
final class RealParts implements AutoCloseable {
  private static final List<String> FUNCTIONS = List.of("resize", "create-user", "wanted");

  final SqsServer sqs = SqsServer.start();
  final DynamoDbServer dynamoDb = DynamoDbServer.start();
  final S3Server s3 = S3Server.start();
  final FunctionServer functions = FunctionServer.start();
  private final Path folder;

  /** What the answer of function {@code wanted} is, by queue name. */
  final Map<String, Boolean> wanted = new ConcurrentHashMap<>();

  RealParts(Path folder) {
    this.folder = folder;
    dynamoDb.createTable("jobs");
    dynamoDb.createTable("pictures");
    functions.on("resize", this::resize).on("create-user", RealParts::createUser).on("wanted",
        this::isWanted);
  }

  /** What a Pawl needs to reach these parts. */
  Map<String, String> environment() {
    Path file = folder.resolve("functions.yaml");
    try {
      Files.writeString(
          file,
          FUNCTIONS.stream().map(name -> name + ": " + functions.url(name))
              .collect(Collectors.joining("\n", "", "\n")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "PAWL_AWS_ENDPOINT_URL_SQS", sqs.endpoint().toString(), "PAWL_AWS_ENDPOINT_URL_DYNAMODB",
        dynamoDb.endpoint().toString(), "PAWL_AWS_ENDPOINT_URL_S3", s3.endpoint().toString(),
        "PAWL_FUNCTIONS_FILE",
        file.toString());
  }

  /** A PNG of 600 by 600 points. */
  static byte[] picture(int seed) {
    var image = new BufferedImage(600, 600, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 600; x++) {
      image.setRGB(x, (x * 7 + seed) % 600, 0xFF0000 | (x * seed & 0xFFFF));
    }
    return png(image);
  }

  /** The width of a stored PNG. */
  int widthOf(String bucket, String key) {
    try {
      byte[] bytes = s3.client().getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
      return ImageIO.read(new ByteArrayInputStream(bytes)).getWidth();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<String> keys(String bucket) {
    return s3.client().listObjectsV2(list -> list.bucket(bucket)).contents().stream()
        .map(o -> o.key())
        .collect(Collectors.toSet());
  }

  private Answer resize(Call call) {
    Map<?, ?> request = object(call);
    String bucket = text(request, "bucket");
    String key = text(request, "key");
    int size = ((Number) Objects.requireNonNull(request.get("size"))).intValue();
    String made = "made/" + size + "/" + key;
    try {
      byte[] original = s3.client().getObjectAsBytes(get -> get.bucket(bucket).key(key))
          .asByteArray();
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(original));
      var smaller = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = smaller.createGraphics();
      graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION,
          RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, size, size, null);
      graphics.dispose();
      s3.client().putObject(put -> put.bucket(bucket).key(made),
          RequestBody.fromBytes(png(smaller)));
      return Answer.value(Json.write(Map.of("key", made)));
    } catch (IOException e) {
      return Answer.error("ResizeFailed", String.valueOf(e.getMessage()));
    }
  }

  private static Answer createUser(Call call) {
    Map<?, ?> request = object(call);
    return Answer
        .value(Json.write(Map.of("created", text(request, "user"), "role", text(request, "role"))));
  }

  private Answer isWanted(Call call) {
    return Answer.value(
        Json.write(Map.of("wanted", wanted.getOrDefault(text(object(call), "name"), false))));
  }

  private static Map<?, ?> object(Call call) {
    return Json.parse(call.body()) instanceof Map<?, ?> object ? object : Map.of();
  }

  private static String text(Map<?, ?> object, String name) {
    return String.valueOf(object.get(name));
  }

  private static byte[] png(BufferedImage image) {
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    functions.close();
    s3.close();
    dynamoDb.close();
    sqs.close();
  }
}
