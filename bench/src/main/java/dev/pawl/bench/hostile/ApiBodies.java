package dev.pawl.bench.hostile;

import dev.pawl.api.protocol.ServiceModel;
import dev.pawl.api.protocol.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests of all operations, made from the service model, most of them then made worse. */
final class ApiBodies {
  private static final int PAYLOAD_BYTES = 262_144;
  private static final int BODY_BYTES = 1_048_576;
  private static final List<String> DEFINITIONS = List.of(
      "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\",\"End\":true}}}",
      "{\"StartAt\":\"F\",\"States\":{\"F\":{\"Type\":\"Fail\",\"Error\":\"E\"}}}",
      "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","
          + "\"Output\":\"{% $states.input %}\",\"Next\":\"S\"},\"S\":{\"Type\":\"Succeed\"}}}");
  private static final String HEAD = "POST / HTTP/1.1";

  private final ServiceModel model = ServiceModel.load(PAYLOAD_BYTES);
  private final List<String> operations = model.operations().stream().sorted().toList();
  private final Known known;

  /** @param known what there is on the node */
  ApiBodies(Known known) {
    this.known = known;
  }

  /** How many operations the model has. */
  int operations() {
    return operations.size();
  }

  RawRequest request(Dice dice) {
    var mutation = new Mutation(dice);
    String operation = dice.pick(operations);
    Object valid = structure(operation, model.input(operation), dice);
    byte[] body = switch (dice.below(20)) {
      case 0, 1, 4 -> mutation.json(valid).getBytes(StandardCharsets.UTF_8);
      case 2 -> mutation.text(mutation.json(valid)).getBytes(StandardCharsets.UTF_8);
      case 3 -> mutation.bytes(mutation.json(valid).getBytes(StandardCharsets.UTF_8));
      default -> mutation.json(mutation.tree(valid)).getBytes(StandardCharsets.UTF_8);
    };
    if (dice.once(3_000)) {
      body = new byte[BODY_BYTES + dice.below(1_000)];
    }
    return dice.once(8)
        ? strangeHead(operation, body, dice)
        : RawRequest.of(operation, body);
  }

  private static RawRequest strangeHead(String operation, byte[] body, Dice dice) {
    String target = "X-Amz-Target: AWSStepFunctions." + operation;
    List<String> headers = new ArrayList<>(switch (dice.below(12)) {
      case 0 -> List.of(RawRequest.CONTENT_TYPE);
      case 1 -> List.of(target);
      case 2 -> List.of(RawRequest.CONTENT_TYPE, target, target);
      case 3 -> List.of(RawRequest.CONTENT_TYPE, "X-Amz-Target: AWSStepFunctions.");
      case 4 -> List.of(RawRequest.CONTENT_TYPE, "X-Amz-Target: " + operation);
      case 5 -> List.of(RawRequest.CONTENT_TYPE, target + "\u00ff");
      case 6 -> List.of("Content-Type: " + dice.pick("text/plain", "application/json", "x", "",
          "multipart/form-data; boundary=x", "application/x-www-form-urlencoded",
          "text/html;charset=nope",
          "application/x-amz-json-1.1"), target);
      case 7 -> List.of(RawRequest.CONTENT_TYPE, target,
          "X-Odd: " + "h".repeat(dice.below(9_000)));
      case 8 -> List.of(RawRequest.CONTENT_TYPE, target, "Accept: " + dice.pick("text/html", "*",
          "x/y;q=z", ""), "Accept-Language: " + dice.pick("*", "tlh", "a-b-c-d;q=9"));
      case 9 ->
        List.of(RawRequest.CONTENT_TYPE, target, "Cookie: a=b; $c=;;\"", "Range: bytes=9-1");
      case 10 -> List.of(RawRequest.CONTENT_TYPE, target,
          "Authorization: " + dice.pick("Basic eDp5", "Bearer x", "AWS4-HMAC-SHA256 Credential=",
              "", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0"));
      default -> List.of(RawRequest.CONTENT_TYPE, target,
          new String(printable(dice, 1 + dice.below(20)), StandardCharsets.ISO_8859_1) + ": x");
    });
    String line = dice.once(6)
        ? dice.pick("POST /?a=b HTTP/1.1", "POST // HTTP/1.1", "PUT / HTTP/1.1", "GET / HTTP/1.1",
            "POST /%2e%2e/ HTTP/1.1", "POST /absent HTTP/1.1", "DELETE / HTTP/1.1",
            "OPTIONS / HTTP/1.1", "HEAD / HTTP/1.1", "PATCH / HTTP/1.1", "BREW / HTTP/1.1",
            "POST /;a=b HTTP/1.1", "POST /\\ HTTP/1.1", "POST /<> HTTP/1.1")
        : HEAD;
    return RawRequest.of(line, headers, body);
  }

  private static byte[] printable(Dice dice, int length) {
    byte[] bytes = dice.bytes(length);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (33 + Math.floorMod(bytes[i], 94));
    }
    return bytes;
  }

  private Map<String, @Nullable Object> structure(String operation, String shape, Dice dice) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (model.shape(shape) instanceof Shape.Structure structure) {
      structure.members().forEach((name, of) -> {
        // Not every test is to be one with a mock, and not every list a page of something else.
        if (structure.required().contains(name) || dice.once(3)) {
          members.put(name, member(operation, name, of, dice));
        }
      });
    }
    return members;
  }

  private @Nullable Object member(String operation, String name, String shape, Dice dice) {
    return switch (model.shape(shape)) {
      case Shape.Structure _ -> structure(operation, shape, dice);
      case Shape.Items items -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int left = 1 + dice.below(2); left > 0; left--) {
          list.add(member(operation, name, items.item(), dice));
        }
        yield list;
      }
      case Shape.Text text when !text.allowed().isEmpty() -> dice.pick(text.allowed());
      case Shape.Text _ -> text(operation, name, dice);
      case Shape.Whole whole -> within(whole.min(), whole.max(), dice);
      case Shape.Large large -> within(large.min(), large.max(), dice);
      case Shape.Decimal _ -> dice.below(101);
      case Shape.Flag _ -> dice.once(2);
      case Shape.Time _,Shape.Unchecked _ -> dice.below(1_000_000);
    };
  }

  private static long within(long min, long max, Dice dice) {
    return switch (dice.below(6)) {
      case 0 -> min;
      case 1 -> max;
      default -> Math.min(max, Math.max(min, 0) + dice.below(100));
    };
  }

  private String text(String operation, String name, Dice dice) {
    return switch (name) {
      case "definition" -> operation.equals("TestState")
          ? "{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"$\"},\"End\":true}"
          : dice.pick(DEFINITIONS);
      case "roleArn" -> "arn:aws:iam::000000000000:role/fuzz";
      case "input", "output", "context", "variables", "result" -> dice.pick("{}", "{\"a\":[1]}",
          "\"x\"", "7");
      case "stateMachineArn", "stateMachineVersionArn", "resourceArn", "stateMachineAliasArn" ->
        operation.startsWith("Delete") ? known.mayGo(dice) : known.machine(dice);
      // A poll of an activity that is there would wait for a minute.
      case "activityArn" -> known.activity(operation.startsWith("Describe"), dice);
      case "executionArn" -> known.execution(dice);
      case "mapRunArn" -> known.prefix() + "mapRun:fuzz/Map:0190d7e8-0000-7000-8000-000000000001";
      case "name" -> Known.name(dice);
      default -> dice.pick("x", "a-b", "fuzz", "7", "E.Rror", "AQAA");
    };
  }
}
