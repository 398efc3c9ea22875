package dev.pawl.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.simulation.workflow.Graph;
import dev.pawl.simulation.workflow.Handling;
import dev.pawl.simulation.workflow.Machine;
import dev.pawl.simulation.workflow.Script;
import dev.pawl.simulation.workflow.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OracleTest {
  private static final Map<String, Object> INPUT = Map.of("n", 4L, "items", List.of(1L, 2L), "w",
      2L);

  @Test
  void aTaskThatNothingBefallsHasOneEnd() {
    Machine machine = machine(call("T", 0, Handling.NONE));

    assertThat(ends(machine, Map.of())).containsExactly(new End.Ok(Map.of("n", 4L, "items",
        List.of(1L, 2L), "w", 2L, "T", Map.of("r", 13L)), List.of("EndG", "T")));
  }

  @Test
  void aScriptedFailureIsTriedAgainAsOftenAsTheRetrierSays() {
    Handling twice = new Handling(List.of(new Handling.Retrier("E", 2, 1, false)), List.of());

    assertThat(ends(machine(call("T", 2, twice)), Map.of())).singleElement()
        .isInstanceOf(End.Ok.class);
    assertThat(ends(machine(call("T", 3, twice)), Map.of()))
        .containsExactly(new End.Failed("E", "E"));
  }

  @Test
  void aLostCallAllowsASecondEnd() {
    Handling caught = new Handling(List.of(), List.of("States.TaskFailed"));

    assertThat(ends(machine(call("T", 0, caught)), Map.of("T", Set.of("States.TaskFailed"))))
        .hasSize(2)
        .anySatisfy(end -> assertThat(((End.Ok) end).data()).containsEntry("caught",
            Map.of("Error", "States.TaskFailed")));
  }

  @Test
  void aTimeoutIsNoStatesTaskFailed() {
    Handling caught = new Handling(List.of(), List.of("States.TaskFailed"));

    assertThat(ends(machine(call("T", 0, caught)), Map.of("T", Set.of("States.Timeout"))))
        .contains(new End.Failed("States.Timeout", "States.Timeout"));
  }

  @Test
  void anyFailingBranchMayBeTheFirst() {
    Graph fails = new Graph("A", List.of(call("T", 9, Handling.NONE)), Graph.End.PASS);
    Graph ends = new Graph("B", List.of(), Graph.End.FAIL);

    assertThat(ends(machine(new Step.Fork("F", List.of(fails, ends), Handling.NONE)), Map.of()))
        .containsExactlyInAnyOrder(new End.Failed("E", "E"), new End.Failed("Planned", "Planned"));
  }

  @Test
  void iterationsKeepTheirOrderAndTheirVariablesToThemselves() {
    Graph body = new Graph("B",
        List.of(new Step.Pass("AssignB", Step.Pass.Form.ASSIGN, 0), new Step.Use("U", "B")),
        Graph.End.SUCCEED);

    assertThat(ends(machine(new Step.Each("M", body, 0, Handling.NONE)), Map.of()))
        .singleElement()
        .satisfies(end -> assertThat(((End.Ok) end).data()).hasEntrySatisfying("M",
            outputs -> assertThat((List<?>) outputs).extracting(output -> ((Map<?, ?>) output)
                .get("n")).isEqualTo(List.of(2L, 4L))));
  }

  private static Set<End> ends(Machine machine, Map<String, Set<String>> mishaps) {
    return new Oracle(mishaps).ends(machine, INPUT);
  }

  private static Machine machine(Step step) {
    return new Machine(new Graph("G", List.of(step), Graph.End.PASS), null);
  }

  private static Step.Call call(String name, int failures, Handling handling) {
    return new Step.Call(name, Step.Call.Kind.FUNCTION, false,
        new Script(failures, "E", 1, 0, false), null, null, handling);
  }
}
