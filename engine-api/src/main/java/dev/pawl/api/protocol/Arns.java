package dev.pawl.api.protocol;

import dev.pawl.core.identity.Arn;

/** Reads the ARNs in requests, with AWS's messages. */
public final class Arns {
  private static final String PREFIX = "arn:aws:states:";
  private static final int PARTS_BEFORE_KIND = 5;

  private Arns() {}

  /**
   * The ARN of a state machine, a version or an alias.
   *
   * @throws ApiException {@code InvalidArn} where it is none, {@code ValidationException} where it names a Map
   *     state by its label
   */
  public static Arn stateMachine(String text) {
    Arn arn = read(text);
    return switch (arn) {
      // A slash stands before a Map state's label and nowhere else.
      case Arn.StateMachine _,Arn.Version _,Arn.Alias _ when text.indexOf('/') >= 0 ->
        throw labeled(text);
      case Arn.StateMachine _,Arn.Version _,Arn.Alias _ -> arn;
      default -> throw wrongKind(text);
    };
  }

  /**
   * The ARN of an execution.
   *
   * @throws ApiException {@code InvalidArn} where it is none
   */
  public static Arn.Execution execution(String text) {
    if (read(text) instanceof Arn.Execution execution) {
      return execution;
    }
    throw wrongKind(text);
  }

  /**
   * The ARN of an activity.
   *
   * @throws ApiException {@code InvalidArn} where it is none
   */
  public static Arn.Activity activity(String text) {
    if (read(text) instanceof Arn.Activity activity) {
      return activity;
    }
    throw wrongKind(text);
  }

  /**
   * The ARN of a Map run.
   *
   * @throws ApiException {@code InvalidArn} where it is none
   */
  public static Arn.MapRun mapRun(String text) {
    if (read(text) instanceof Arn.MapRun mapRun) {
      return mapRun;
    }
    throw wrongKind(text);
  }

  /**
   * The ARN of anything that may be looked for among the resources with tags.
   *
   * @throws ApiException {@code InvalidArn} where it is none
   */
  public static Arn tagged(String text) {
    return read(text);
  }

  private static Arn read(String text) {
    if (!text.startsWith(PREFIX)) {
      throw ApiError.INVALID_ARN.about("Invalid ARN prefix: " + text);
    }
    return Arn.parse(text).orElseThrow(() -> ApiError.INVALID_ARN.about("Invalid ARN: " + text));
  }

  private static ApiException labeled(String text) {
    return ValidationReason.API_DOES_NOT_SUPPORT_LABELED_ARNS.about(
        "The ARN names a Map state by its label, which this operation does not support: " + text);
  }

  private static ApiException wrongKind(String text) {
    return ApiError.INVALID_ARN.about(
        "Resource type not valid in this context: " + text.split(":", -1)[PARTS_BEFORE_KIND]);
  }
}
