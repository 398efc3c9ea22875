package dev.pawl.core.expression;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.EvaluationListener.EvaluationContinuation;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.pawl.core.json.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A compiled JSONPath with its root: the document ({@code $.a}), the context object ({@code $$.a}) or
 * a variable ({@code $name.a}). Names and indexes are walked directly; all else, and the message of
 * every miss, is Jayway's, as at AWS.
 */
final class DataPath {
  private static final Configuration CONFIGURATION = Configuration.builder()
      .jsonProvider(new GuardedProvider())
      .mappingProvider(new JacksonMappingProvider())
      .evaluationListener(found -> {
        PathGuard.found(found.path().length());
        return EvaluationContinuation.CONTINUE;
      })
      .build();

  static {
    GuardedOperator.install();
  }

  /** Jayway asks for the kind of each value that it comes to, so that here each of its steps can be counted. */
  private static final class GuardedProvider extends JacksonJsonProvider {
    @Override
    public boolean isMap(Object value) {
      PathGuard.tick();
      return super.isMap(value);
    }

    @Override
    public boolean isArray(Object value) {
      PathGuard.tick();
      return super.isArray(value);
    }
  }

  /** Where a path starts. */
  private sealed interface Root {
    record Document() implements Root {}

    record Context() implements Root {}

    record Variable(String name) implements Root {}
  }

  /** What reading a path came to. */
  sealed interface Reading {
    record Hit(@Nullable Object tree) implements Reading {}

    /**
     * Nothing is there.
     *
     * @param reason Jayway's message
     */
    record Miss(String reason) implements Reading {}
  }

  private final String source;
  private final Root root;
  /** The path below its root in Jayway's spelling, starting with {@code $}. */
  private final String below;
  private final Optional<PathSyntax> steps;
  private final @Nullable JsonPath compiled;
  private final boolean definite;
  private final boolean callsFunction;
  private final boolean slicesRoot;

  private DataPath(String source, Root root, String below) {
    this.source = source;
    this.root = root;
    this.below = below;
    this.steps = PathSyntax.parse(below);
    this.callsFunction = PathLimits.callsFunction(below);
    this.slicesRoot = PathLimits.slicesRoot(below);
    this.compiled = callsFunction ? null : JsonPath.compile(jaywaySpelling());
    this.definite = compiled == null || compiled.isDefinite();
  }

  private String jaywaySpelling() {
    return below.indexOf('\\') >= 0 && steps.isPresent() ? steps.get().bracketed() : below;
  }

  /**
   * Compiles a path.
   *
   * @return empty where the text is not a path, or passes a limit of {@link PathLimits}
   */
  static Optional<DataPath> compile(String text) {
    if (!text.startsWith("$") || !PathLimits.allow(text)) {
      return Optional.empty();
    }
    Root root;
    String below;
    if (text.startsWith("$$")) {
      root = new Root.Context();
      below = text.substring(1);
    } else {
      int end = 1;
      while (end < text.length() && Character.isUnicodeIdentifierPart(text.codePointAt(end))) {
        end += Character.charCount(text.codePointAt(end));
      }
      root = end == 1 ? new Root.Document() : new Root.Variable(text.substring(1, end));
      below = "$" + text.substring(end);
    }
    if (below.length() > 1 && below.charAt(1) != '.' && below.charAt(1) != '[') {
      return Optional.empty();
    }
    try {
      return Optional.of(new DataPath(text, root, below));
    } catch (JsonPathException | IllegalArgumentException | IndexOutOfBoundsException
        | ClassCastException e) {
      return Optional.empty();
    }
  }

  /** Compiles a path that is made of names and indexes only. */
  static Optional<DataPath> compileReference(String text) {
    return compile(text).filter(path -> path.steps.isPresent());
  }

  String source() {
    return source;
  }

  /** Whether it is made of names and indexes only, so that reading it costs next to nothing. */
  boolean isReference() {
    return steps.isPresent();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DataPath path && source.equals(path.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  Set<String> variables() {
    return root instanceof Root.Variable(String name) ? Set.of(name) : Set.of();
  }

  /** Names the document itself, or a variable as a whole, so that its payload can be passed on as it is. */
  Optional<Payload> whole(Scope scope) {
    if (!below.equals("$")) {
      return Optional.empty();
    }
    return switch (root) {
      case Root.Document _ -> Optional.of(scope.document());
      case Root.Context _ -> Optional.empty();
      case Root.Variable(String name) -> Optional.ofNullable(scope.variables().get(name));
    };
  }

  /** Reads the value of a path made of names and indexes; a miss has no reason, as Jayway is not asked. */
  Reading find(Scope scope) {
    PathSyntax reference = steps.orElseThrow();
    return switch (root) {
      case Root.Document _ -> reference.walk(scope.document().tree());
      case Root.Context _ -> reference.walk(scope.context().get());
      case Root.Variable(String name) -> {
        Payload value = scope.variables().get(name);
        yield value == null ? new Reading.Miss("") : reference.walk(value.tree());
      }
    };
  }

  /** Reads the value. */
  Reading read(Scope scope) {
    Object start;
    switch (root) {
      case Root.Document _ -> start = scope.document().tree();
      case Root.Context _ -> start = scope.context().get();
      case Root.Variable(String name) -> {
        Payload value = scope.variables().get(name);
        if (value == null) {
          return new Reading.Miss("No results for path: $['" + name + "']");
        }
        start = value.tree();
      }
    }
    if (steps.isPresent() && steps.get().walk(start) instanceof Reading.Hit hit) {
      return hit;
    }
    return compiled == null
        ? new Reading.Miss("No results for path: " + below)
        : read(start, compiled);
  }

  private Reading read(@Nullable Object start, JsonPath path) {
    if (start == null) {
      return below.equals("$")
          ? new Reading.Hit(null)
          : new Reading.Miss("No results for path: " + path.getPath());
    }
    if (slicesRoot && !(start instanceof List<?>)) {
      return new Reading.Miss("No results for path: " + path.getPath());
    }
    try {
      Object found = path.read(start, CONFIGURATION);
      // Jayway gathers matches in a linked list, which later readers would index.
      return new Reading.Hit(definite || !(found instanceof List<?> list)
          ? found
          : new ArrayList<@Nullable Object>(list));
    } catch (PathNotFoundException e) {
      return definite
          ? new Reading.Miss(String.valueOf(e.getMessage()))
          : new Reading.Hit(new ArrayList<>());
    } catch (JsonPathException | ClassCastException | IllegalArgumentException
        | StackOverflowError e) {
      return new Reading.Miss(String.valueOf(e.getMessage()));
    }
  }

}
