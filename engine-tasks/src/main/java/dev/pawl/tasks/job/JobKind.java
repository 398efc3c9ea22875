package dev.pawl.tasks.job;

import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import dev.pawl.core.task.JobReport;
import dev.pawl.core.task.Resource;
import dev.pawl.tasks.Causes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A kind of job: what asks for its state, what its states mean, and what stops it (reference: service-integrations,
 * section 4).
 *
 * @param service the integration, e.g. {@code glue}
 * @param look asks for its state
 * @param found where the job stands in the answer to a look, and how
 * @param stop ends it; null where AWS ends none
 * @param endsByVanishing whether it has succeeded when there is nothing to look at any more
 */
public record JobKind(String service, Call look, BiFunction<Begun, Members, Standing> found,
    @Nullable Call stop, boolean endsByVanishing) {

  /** The calls' metadata, which descriptions do not have. */
  private static final Set<String> METADATA = Set.of("SdkHttpMetadata", "SdkResponseMetadata");

  /** What a service says, as its errors' causes tell, that cannot answer now and may later. */
  private static final Pattern PASSING_CAUSE = Pattern.compile(
      "Status Code: (429|5\\d\\d)\\b|Error Code: \\w*(Throttl|TooManyRequests|LimitExceeded)");

  private static final Pattern PASSING_NAME = Pattern.compile(
      ".*\\.(429|5[0-9][0-9]|SdkClientException|ClientExecutionTimeoutException|.*(Throttl|TooManyRequests|Internal|Unavailable|Timeout).*)");

  private static final Pattern GONE = Pattern.compile(".*\\.(ResourceNotFound|NotFound)Exception");

  /** A call of an action. */
  record Call(String action, BiFunction<Members, Members, Map<String, ?>> parameters) {}

  /** How a job began: what the call got, and what it answered. */
  record Begun(Members parameters, Members answer) {}

  /** Where a job stands. */
  record Standing(State state, @Nullable Object output) {}

  /** Whether it has ended, and how. */
  enum State {
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  /** A call to be made for a job. */
  public record Errand(Resource.Service resource, Payload parameters) {}

  /** The kind of a {@code .sync} task's job; empty where this build looks after none such. */
  public static Optional<JobKind> of(Resource.Service resource) {
    return Optional.ofNullable(JobKinds.ALL.get(resource.service() + ':' + resource.action()));
  }

  /** All of them, as {@code <service>:<action>} of what begins them; sorted. */
  public static List<String> names() {
    return List.copyOf(JobKinds.ALL.keySet());
  }

  /** The calls that are made for jobs, as {@code <service>:<action>}. */
  public static List<String> errands() {
    return JobKinds.errands();
  }

  /**
   * What asks how a job stands.
   *
   * @param parameters of the call that began it
   * @param answer of that call
   */
  public Errand look(Payload parameters, Payload answer) {
    return errand(look, Members.of(parameters), Members.of(answer));
  }

  /** What the service's answer to a look means. */
  public JobReport report(Payload parameters, Payload answer, Outcome<Payload> said) {
    var begun = new Begun(Members.of(parameters), Members.of(answer));
    return switch (said) {
      case Outcome.Ok<Payload>(Payload description) -> report(
          found.apply(begun, Members.of(description)));
      case Outcome.Failed<Payload> failed when endsByVanishing && isGone(failed.error()) ->
        new JobReport.Ended(Outcome.ok(Payload.of(plain(begun.answer().tree()))));
      case Outcome.Failed<Payload> failed when isPassing(failed.error()) -> new JobReport.Running();
      case Outcome.Failed<Payload> failed -> new JobReport.Ended(failed);
    };
  }

  private static JobReport report(Standing standing) {
    Payload output = Payload.of(plain(standing.output()));
    return switch (standing.state()) {
      case RUNNING -> new JobReport.Running();
      case SUCCEEDED -> new JobReport.Ended(Outcome.ok(output));
      case FAILED -> new JobReport.Ended(Outcome.failed(
          new StatesError(StatesError.TASK_FAILED, Causes.cut(Json.write(output.tree())))));
    };
  }

  /**
   * What stops a job.
   *
   * @param parameters of the call that began it
   * @param answer of that call; null where it is not known
   * @return empty where nothing does, or nobody knows which job it is
   */
  public Optional<Errand> stop(Payload parameters, @Nullable Payload answer) {
    if (stop == null || answer == null) {
      return Optional.empty();
    }
    return Optional.of(errand(stop, Members.of(parameters), Members.of(answer)));
  }

  private Errand errand(Call call, Members parameters, Members answer) {
    return new Errand(
        new Resource.Service("arn:aws:states:::" + service + ':' + call.action(), service,
            call.action(), Resource.Pattern.REQUEST_RESPONSE),
        Payload.of(present(call.parameters().apply(parameters, answer))));
  }

  private static Map<String, ?> present(Map<String, ?> parameters) {
    Map<String, @Nullable Object> present = new TreeMap<>();
    parameters.forEach((name, value) -> {
      Object plain = value instanceof Members members ? members.tree() : value;
      if (plain != null) {
        present.put(name, plain);
      }
    });
    return present;
  }

  private static @Nullable Object plain(@Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> members)) {
      return tree;
    }
    Map<Object, @Nullable Object> plain = new LinkedHashMap<>(members);
    plain.keySet().removeAll(METADATA);
    return plain;
  }

  private static boolean isGone(StatesError error) {
    return error.name() != null && GONE.matcher(error.name()).matches();
  }

  private static boolean isPassing(StatesError error) {
    return (error.name() != null && PASSING_NAME.matcher(error.name()).matches())
        || (error.cause() != null && PASSING_CAUSE.matcher(error.cause()).find());
  }
}
