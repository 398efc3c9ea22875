package dev.pawl.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the state machines that their parameters ask for:
 *
 * <pre>{@code
 * @ExtendWith(PawlExtension.class)
 * class OrdersTest {
 *   @Test
 *   void chargesTheCard(@Definition("orders.asl.json") LocalStateMachine orders) {
 *     orders.mock("Charge", Answer.returns("{\"paid\": true}")).run("{}").assertSucceeded();
 *   }
 * }
 * }</pre>
 */
public final class PawlExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == LocalStateMachine.class
        && parameter.isAnnotated(Definition.class);
  }

  @Override
  public LocalStateMachine resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Definition definition = parameter.findAnnotation(Definition.class).orElseThrow();
    return LocalStateMachine.load(definition.value(), definition.type());
  }
}
