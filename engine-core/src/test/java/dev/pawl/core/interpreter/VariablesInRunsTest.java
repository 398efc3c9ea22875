package dev.pawl.core.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Assign does, and who sees it. */
class VariablesInRunsTest {
  private static final String SHOW = "'Output': {'v': '{% $v %}', 'w': '{% $w %}'}";

  @Test
  void allRightHandSidesSeeTheValuesAtEntry() {
    var run = TestRun.of("""
        'A': {'Type': 'Pass', 'Assign': {'v': 1, 'w': 2}, 'Next': 'B'},
        'B': {'Type': 'Pass', 'Assign': {'v.$': '$w', 'w.$': '$v'}, 'Next': 'C'},
        'C': {'Type': 'Pass', 'Parameters': {'v.$': '$v', 'w.$': '$w'}, 'End': true}""", "{}");

    assertThat(run.result()).isEqualTo("{'v':2,'w':1}");
  }

  @Test
  void anOutputSeesTheVariablesAsOfEntry() {
    var run = TestRun.of("""
        'A': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Assign': {'v': 1}, 'Next': 'B'},
        'B': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Assign': {'v': 2},
          'Output': '{% $v %}', 'End': true}""", "{}");

    assertThat(run.result()).isEqualTo("1");
  }

  @Test
  void aTaskAssignsFromItsRawResult() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE
        + ", 'ResultSelector': {'s': 1}, 'Assign': {'v.$': '$.raw'}, 'Next': 'B'},"
        + "'B': {'Type': 'Pass', 'Parameters': {'v.$': '$v', 'in.$': '$'}, 'End': true}", "{}");

    run.succeed("A", "{'raw': 7}");

    assertThat(run.result()).isEqualTo("{'v':7,'in':{'s':1}}");
  }

  @Test
  void branchesAndIterationsReadOuterVariablesAndKeepTheirOwn() {
    var run = TestRun.of("""
        'A': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Assign': {'v': 1}, 'Next': 'P'},
        'P': {'Type': 'Parallel', 'QueryLanguage': 'JSONata', 'Next': 'M', 'Branches': [
          {'StartAt': 'B', 'States': {
            'B': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Assign': {'w': '{% $v + 1 %}'},
              'Next': 'C'},
            'C': {'Type': 'Pass', 'QueryLanguage': 'JSONata', %s, 'End': true}}},
          {'StartAt': 'D', 'States': {
            'D': {'Type': 'Pass', 'QueryLanguage': 'JSONata', 'Assign': {'w': 20}, 'Next': 'E'},
            'E': {'Type': 'Pass', 'QueryLanguage': 'JSONata', %s, 'End': true}}}]},
        'M': {'Type': 'Map', 'QueryLanguage': 'JSONata', 'Items': '{%% [1,2] %%}', 'End': true,
          'ItemProcessor': {'StartAt': 'F', 'States': {
            'F': {'Type': 'Pass', 'QueryLanguage': 'JSONata',
              'Assign': {'w': '{%% $v + $states.input %%}'}, 'Next': 'G'},
            'G': {'Type': 'Pass', 'QueryLanguage': 'JSONata', %s, 'End': true}}}}"""
        .replace("{% $v", "{%% $v").replace("+ 1 %}", "+ 1 %%}").formatted(SHOW, SHOW, SHOW), "{}");

    assertThat(run.inputOf("M")).isEqualTo("[{'v':1,'w':2},{'v':1,'w':20}]");
    assertThat(run.result()).isEqualTo("[{'v':1,'w':2},{'v':1,'w':3}]");
  }

  @Test
  void aParallelAssignsFromTheJoinedResult() {
    var run = TestRun.of("""
        'A': {'Type': 'Parallel', 'Assign': {'v.$': '$[1]'}, 'ResultPath': null, 'Next': 'B',
          'Branches': [
            {'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'Result': 1, 'End': true}}},
            {'StartAt': 'Y', 'States': {'Y': {'Type': 'Pass', 'Result': 2, 'End': true}}}]},
        'B': {'Type': 'Pass', 'Parameters': {'v.$': '$v'}, 'End': true}""", "{}");

    assertThat(run.result()).isEqualTo("{'v':2}");
  }

  @Test
  void aCatcherAssignsInTheScopeOfItsState() {
    var run = TestRun.of("'A': {'Type': 'Task', 'Resource': " + TestRun.SERVICE + """
        , 'Assign': {'never': 1}, 'End': true,
          'Catch': [{'ErrorEquals': ['E'], 'Assign': {'v.$': '$.Cause'}, 'Next': 'B'}]},
        'B': {'Type': 'Pass', 'Parameters': {'v.$': '$v'}, 'End': true}""", "{}");

    run.fail("A", "E", "why");

    assertThat(run.result()).isEqualTo("{'v':'why'}");
  }

  @Test
  void variablesLastOverBursts() {
    var run = TestRun.of("""
        'A': {'Type': 'Pass', 'Assign': {'v': {'deep': [1]}}, 'Next': 'W'},
        'W': {'Type': 'Wait', 'Seconds': 5, 'Assign': {'w.$': '$v.deep'}, 'Next': 'B'},
        'B': {'Type': 'Pass', 'Parameters': {'v.$': '$v', 'w.$': '$w'}, 'End': true}""", "{}");

    assertThat(run.result()).isEqualTo("OPEN");

    assertThat(run.after(5_000).result()).isEqualTo("{'v':{'deep':[1]},'w':[1]}");
  }
}
