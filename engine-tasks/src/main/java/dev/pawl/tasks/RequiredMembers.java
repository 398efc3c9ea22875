package dev.pawl.tasks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Members that calls must have, which the SDK does not tell of most services. They stand in {@code required-members.txt}, a
 * line for each service; a service that is not there is left to say it itself. Safe for any number of threads.
 */
final class RequiredMembers {
  private static final String FILE = "required-members.txt";
  private static final Map<String, Map<String, List<String>>> READ = new ConcurrentHashMap<>();

  private RequiredMembers() {}

  /** The members that a call of an action must have, by the SDK's names; none where nothing is known. */
  static List<String> of(String service, String action) {
    return READ.computeIfAbsent(service, RequiredMembers::read).getOrDefault(action, List.of());
  }

  private static Map<String, List<String>> read(String service) {
    try (InputStream file = RequiredMembers.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)).lines();
      return lines.filter(line -> line.startsWith(service + " ")).findFirst()
          .map(RequiredMembers::actions).orElse(Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads {@code sqs sendMessage=QueueUrl,MessageBody deleteMessage=…}. */
  private static Map<String, List<String>> actions(String line) {
    Map<String, List<String>> actions = new HashMap<>();
    for (String word : line.substring(line.indexOf(' ') + 1).split(" ", -1)) {
      int equals = word.indexOf('=');
      actions.put(word.substring(0, equals), List.of(word.substring(equals + 1).split(",", -1)));
    }
    return actions;
  }

  /**
   * Looks for them.
   *
   * @param request whose members the SDK knows: what is streamed is none
   * @param own the name of a member as the definition has it
   * @throws UnusableParametersException where one is missing
   */
  static void check(String service, String action, SdkPojo request, Map<?, ?> members,
      UnaryOperator<String> own) {
    List<String> required = of(service, action);
    if (required.isEmpty()) {
      return;
    }
    var known = request.sdkFields().stream()
        .map(field -> SdkParameters.pascalCase(field.memberName())).collect(Collectors.toSet());
    for (String name : required) {
      // One that is null is sent to the service, as AWS does it, whose error it is.
      if (known.contains(name) && !members.containsKey(name)) {
        throw new UnusableParametersException(
            "The field '" + own.apply(name) + "' is required but was missing");
      }
    }
  }
}
