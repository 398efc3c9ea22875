package dev.pawl.core.teststate;

import java.util.Optional;

/**
 * What is to be tested, as the caller wrote it.
 *
 * @param definition of one state or, with {@code stateName}, of a state machine
 * @param input JSON text; empty for an empty object
 * @param variables JSON text of an object: the variables in reach
 * @param context JSON text of the context object; only with a mock
 * @param revealSecrets only without a mock
 */
public record TestRequest(String definition, Optional<String> stateName, Optional<String> roleArn,
    Optional<String> input, Optional<String> variables, Optional<String> context,
    Optional<Mock> mock, StateConfiguration configuration, boolean revealSecrets) {

  /** A test of one state's definition with an input and nothing else. */
  public static TestRequest of(String definition, String input) {
    return new TestRequest(definition, Optional.empty(), Optional.empty(), Optional.of(input),
        Optional.empty(), Optional.empty(), Optional.empty(), StateConfiguration.NONE, false);
  }

  /** The same test of one of the machine's states. */
  public TestRequest named(String newStateName) {
    return new TestRequest(definition, Optional.of(newStateName), roleArn, input, variables,
        context, mock, configuration, revealSecrets);
  }

  /** The same test with a role. */
  public TestRequest by(String newRoleArn) {
    return new TestRequest(definition, stateName, Optional.of(newRoleArn), input, variables,
        context, mock, configuration, revealSecrets);
  }

  /** The same test with variables. */
  public TestRequest knowing(String newVariables) {
    return new TestRequest(definition, stateName, roleArn, input, Optional.of(newVariables),
        context, mock, configuration, revealSecrets);
  }

  /** The same test with a context object. */
  public TestRequest within(String newContext) {
    return new TestRequest(definition, stateName, roleArn, input, variables,
        Optional.of(newContext), mock, configuration, revealSecrets);
  }

  /** The same test with a mock. */
  public TestRequest mocked(Mock newMock) {
    return new TestRequest(definition, stateName, roleArn, input, variables, context,
        Optional.of(newMock), configuration, revealSecrets);
  }

  /** The same test with assumptions. */
  public TestRequest assuming(StateConfiguration newConfiguration) {
    return new TestRequest(definition, stateName, roleArn, input, variables, context, mock,
        newConfiguration, revealSecrets);
  }

  /** The same test with secrets in its answer. */
  public TestRequest revealing() {
    return new TestRequest(definition, stateName, roleArn, input, variables, context, mock,
        configuration, true);
  }
}
