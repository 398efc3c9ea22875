package dev.pawl.cli.graph;

import dev.pawl.cli.graph.Drawing.Box;
import dev.pawl.cli.graph.Drawing.Line;
import dev.pawl.cli.graph.Drawing.Point;
import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes a drawing as one SVG document, which needs nothing beside it. */
public final class SvgDrawing {
  private static final String SVG = "http://www.w3.org/2000/svg";

  private static final String STYLE = """
      text{font:13px system-ui,sans-serif;fill:#1f2933}
      .kind,.label{font-size:10.5px;fill:#616e7c}
      .state{fill:#fff;stroke:#52606d}
      .compound{fill:#f5f7fa;stroke:#52606d}
      .graph{fill:none;stroke:#cbd2d9;stroke-dasharray:4 3}
      .start,.end{fill:#52606d}
      path{fill:none;stroke:#52606d;stroke-width:1.2}
      .catch{stroke:#ba2525;stroke-dasharray:5 3}
      """;

  private static final double LINE = 16;
  private static final double INSET = 12;
  private static final double CORNER = 6;

  private final XMLStreamWriter xml;

  private SvgDrawing(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** The document's text. */
  public static String of(Drawing drawing) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new SvgDrawing(xml).write(drawing);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("nothing can go wrong in memory", e);
    }
    return text.append('\n').toString();
  }

  private void write(Drawing drawing) throws XMLStreamException {
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace(SVG);
    attribute("viewBox", "0 0 %s %s".formatted(number(drawing.width()), number(drawing.height())));
    attribute("width", number(drawing.width()));
    attribute("height", number(drawing.height()));
    attribute("role", "img");
    xml.writeStartElement("style");
    xml.writeCharacters(STYLE);
    xml.writeEndElement();
    arrow();
    for (Box box : drawing.boxes()) {
      write(box);
    }
    for (Line line : drawing.lines()) {
      write(line);
    }
    xml.writeEndElement();
  }

  private void arrow() throws XMLStreamException {
    xml.writeStartElement("marker");
    attribute("id", "arrow");
    attribute("viewBox", "0 0 8 8");
    attribute("refX", "7");
    attribute("refY", "4");
    attribute("markerWidth", "7");
    attribute("markerHeight", "7");
    attribute("orient", "auto");
    xml.writeEmptyElement("path");
    attribute("d", "M0,0 L8,4 L0,8 z");
    attribute("style", "fill:#52606d;stroke:none");
    xml.writeEndElement();
  }

  private void write(Box box) throws XMLStreamException {
    switch (box.shape()) {
      case START, END -> {
        xml.writeEmptyElement("circle");
        attribute("cx", number(box.x() + box.width() / 2));
        attribute("cy", number(box.y() + box.height() / 2));
        attribute("r", number(box.width() / 2));
        attribute("class", box.shape().name().toLowerCase(Locale.ROOT));
      }
      case STATE, COMPOUND, GRAPH -> {
        xml.writeEmptyElement("rect");
        attribute("x", number(box.x()));
        attribute("y", number(box.y()));
        attribute("width", number(box.width()));
        attribute("height", number(box.height()));
        attribute("rx", number(CORNER));
        attribute("class", box.shape().name().toLowerCase(Locale.ROOT));
        if (!box.title().isEmpty()) {
          text(box.x() + INSET, box.y() + LINE + 2, "", box.title());
          text(box.x() + INSET, box.y() + 2 * LINE + 1, "kind", box.kind());
        }
      }
    }
  }

  private void write(Line line) throws XMLStreamException {
    xml.writeEmptyElement("path");
    attribute("d", line.points().stream().map(SvgDrawing::point)
        .collect(Collectors.joining(" L", "M", "")));
    attribute("marker-end", "url(#arrow)");
    if (line.isCatch()) {
      attribute("class", "catch");
    }
    if (!line.label().isEmpty()) {
      text(line.at().x(), line.at().y() + 10, "label", line.label());
    }
  }

  private void text(double x, double y, String style, String text) throws XMLStreamException {
    xml.writeStartElement("text");
    attribute("x", number(x));
    attribute("y", number(y));
    if (!style.isEmpty()) {
      attribute("class", style);
    }
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, value);
  }

  private static String point(Point point) {
    return number(point.x()) + "," + number(point.y());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
