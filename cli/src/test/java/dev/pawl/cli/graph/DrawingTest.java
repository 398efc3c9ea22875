package dev.pawl.cli.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.graph.Drawing.Box;
import dev.pawl.cli.graph.Drawing.Line;
import dev.pawl.cli.graph.Drawing.Point;
import dev.pawl.cli.graph.Drawing.Shape;
import dev.pawl.core.asl.MachineType;
import dev.pawl.core.asl.StateMachine;
import dev.pawl.core.parser.DefinitionParser;
import dev.pawl.core.parser.ParseResult;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What drawings of state machines show. */
class DrawingTest {
  private static final StateMachine MACHINE = parse("""
      {"StartAt": "Is <it> & large?", "States": {
        "Is <it> & large?": {"Type": "Choice", "Default": "Call",
          "Choices": [{"Variable": "$.n", "NumericGreaterThan": 3, "Next": "All"}]},
        "Call": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
          "Parameters": {"QueueUrl": "q", "MessageBody": "b"}, "Next": "Fan",
          "Catch": [{"ErrorEquals": ["States.Timeout", "E"], "Next": "Nope"}]},
        "Fan": {"Type": "Parallel", "Next": "All", "Branches": [
          {"StartAt": "Left", "States": {"Left": {"Type": "Pass", "End": true}}},
          {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 1, "Next": "Again"},
            "Again": {"Type": "Pass", "End": true}}}]},
        "All": {"Type": "Map", "End": true, "ItemProcessor": {
          "StartAt": "Each", "States": {"Each": {"Type": "Succeed"}}}},
        "Nope": {"Type": "Fail"}}}
      """);

  private static StateMachine parse(String definition) {
    return ((ParseResult.Valid) DefinitionParser.parse(definition, MachineType.STANDARD))
        .machine();
  }

  @Test
  void textHasEachStateOnceInTheOrderOfItsReachAndEachWayOut() {
    assertThat(TextDrawing.of(MACHINE)).isEqualTo("""
        > Is <it> & large?  [Choice]
            rule 1 -> All
            default -> Call
          All  [Map]
            -> end
            each item:
                > Each  [Succeed]
          Call  [Task]
            -> Fan
            catch States.Timeout, E -> Nope
          Fan  [Parallel]
            -> All
            branch 1:
                > Left  [Pass]
                    -> end
            branch 2:
                > Right  [Wait]
                    -> Again
                  Again  [Pass]
                    -> end
          Nope  [Fail]
        """);
  }

  @Test
  void textOfALoopComesToItsEnd() {
    StateMachine loop = parse("""
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"},
          "B": {"Type": "Choice", "Choices": [
            {"Variable": "$.x", "IsPresent": true, "Next": "A"}], "Default": "C"},
          "C": {"Type": "Succeed"}}}
        """);

    assertThat(TextDrawing.of(loop)).containsOnlyOnce("A  [Pass]").contains("rule 1 -> A");
    assertThat(StateGraphs.layOut(loop).boxes()).hasSize(5);
  }

  @Test
  void everyStateHasAPlaceOfItsOwnAndThoseInsideAreInside() {
    Drawing drawing = StateGraphs.layOut(MACHINE);

    List<Box> states = drawing.boxes().stream().filter(box -> !box.title().isEmpty()).toList();
    assertThat(states).extracting(Box::title).containsExactlyInAnyOrder("Is <it> & large?", "Call",
        "Fan", "Left", "Right", "Again", "All", "Each", "Nope");
    Box fan = box(drawing, "Fan");
    for (String inside : List.of("Left", "Right", "Again")) {
      assertThat(contains(fan, box(drawing, inside))).as(inside).isTrue();
    }
    List<Box> simple = states.stream().filter(box -> box.shape() == Shape.STATE).toList();
    for (Box one : simple) {
      assertThat(one.x() + one.width()).isLessThanOrEqualTo(drawing.width());
      assertThat(one.y() + one.height()).isLessThanOrEqualTo(drawing.height());
      assertThat(simple).filteredOn(other -> !other.equals(one) && overlaps(one, other)).isEmpty();
    }
  }

  @Test
  void everyWayBeginsAtItsStateAndEndsAtTheNext() {
    Drawing drawing = StateGraphs.layOut(MACHINE);

    Line caught = drawing.lines().stream().filter(Line::isCatch).findFirst().orElseThrow();
    assertThat(caught.label()).isEqualTo("States.Timeout, E");
    assertThat(touches(box(drawing, "Call"), caught.points().getFirst())).isTrue();
    assertThat(touches(box(drawing, "Nope"), caught.points().getLast())).isTrue();
    // Five starts; a rule and a default; a next each of Call, Fan and Right; a catch; six ends.
    assertThat(drawing.lines()).hasSize(4 + 2 + 3 + 1 + 5);
  }

  @Test
  void svgIsADocumentWithTheNamesAsTheyAre() throws Exception {
    String svg = SvgDrawing.of(StateGraphs.layOut(MACHINE));

    Document document = DocumentBuilderFactory.newNSInstance().newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    NodeList texts = document.getElementsByTagName("text");
    assertThat(texts.item(0).getTextContent()).isEqualTo("Is <it> & large?");
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(12);
  }

  private static Box box(Drawing drawing, String title) {
    return drawing.boxes().stream().filter(box -> box.title().equals(title)).findFirst()
        .orElseThrow();
  }

  private static boolean contains(Box outer, Box inner) {
    return outer.x() <= inner.x() && outer.y() <= inner.y()
        && inner.x() + inner.width() <= outer.x() + outer.width()
        && inner.y() + inner.height() <= outer.y() + outer.height();
  }

  private static boolean overlaps(Box one, Box other) {
    return one.x() < other.x() + other.width() && other.x() < one.x() + one.width()
        && one.y() < other.y() + other.height() && other.y() < one.y() + one.height();
  }

  private static boolean touches(Box box, Point point) {
    return point.x() >= box.x() - 1 && point.x() <= box.x() + box.width() + 1
        && point.y() >= box.y() - 1 && point.y() <= box.y() + box.height() + 1;
  }
}
