package dev.pawl.core.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a Task state calls: its {@code Resource} field, read (reference: service-integrations, section 1). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({@JsonSubTypes.Type(value = Resource.Function.class, name = "function"),
    @JsonSubTypes.Type(value = Resource.Activity.class, name = "activity"),
    @JsonSubTypes.Type(value = Resource.Service.class, name = "service")})
public sealed interface Resource {
  /** The ARN as the definition writes it. */
  String arn();

  /** A function's own ARN: the input is the payload and the result is what the function returned. */
  record Function(String arn) implements Resource {}

  /** An activity: workers poll for it. */
  record Activity(String arn) implements Resource {}

  /**
   * A service integration.
   *
   * @param service as history events write it: {@code sqs}, {@code http}, or {@code aws-sdk:s3} for a generic call
   * @param action the action alone, e.g. {@code sendMessage}
   * @param pattern how the call ends
   */
  record Service(String arn, String service, String action, Pattern pattern) implements Resource {
    /** The action as history events write it, with the pattern's suffix. */
    public String actionWithSuffix() {
      return action + pattern.suffix();
    }

    /** Whether the task waits for the end of what its call begins. */
    public boolean isJob() {
      return pattern == Pattern.SYNC || pattern == Pattern.SYNC_2;
    }

    /** Whether it waits for a job that somebody has to look after: a child execution tells its end itself. */
    public boolean isWatchedJob() {
      return isJob() && !service.equals("states");
    }
  }

  /** How a service integration's call ends. */
  enum Pattern {
    /** With the service's answer. */
    REQUEST_RESPONSE(""),
    /** With the end of the job that the call started. */
    SYNC(".sync"),
    /** As {@link #SYNC}, with a parsed answer. */
    SYNC_2(".sync:2"),
    /** With SendTaskSuccess or SendTaskFailure for the task token in the parameters. */
    WAIT_FOR_TASK_TOKEN(".waitForTaskToken");

    private final String suffix;

    Pattern(String suffix) {
      this.suffix = suffix;
    }

    public String suffix() {
      return suffix;
    }
  }
}
