package dev.pawl.core.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An immutable JSON value: its text and, made on first need and kept, its tree. Safe to share between
 * threads; a race at worst builds text or tree twice.
 *
 * <p>Trees are {@code LinkedHashMap}, {@code ArrayList}, {@code String}, {@code Integer|Long|BigInteger|Double},
 * {@code Boolean} and {@code null}. They are shared and must never be changed.
 */
public final class Payload {
  /** The empty object, the input of an execution that was started without one. */
  public static final Payload EMPTY_OBJECT = ofText("{}");

  /** JSON's {@code null}. */
  public static final Payload NULL = ofText("null");

  private volatile @Nullable String text;
  private volatile @Nullable Object tree;
  private volatile boolean parsed;
  private volatile int utf8Length = -1;

  private Payload(@Nullable String text, @Nullable Object tree, boolean parsed) {
    this.text = text;
    this.tree = tree;
    this.parsed = parsed;
  }

  /** Takes text that is known to be JSON, such as text from the engine's own tables. */
  public static Payload ofText(String json) {
    return new Payload(json, null, false);
  }

  /**
   * Takes text from outside.
   *
   * @throws InvalidJsonException where the text is not one JSON value within {@link Json}'s limits
   */
  public static Payload parse(String json) {
    return new Payload(json, Json.parse(json), true);
  }

  /** Wraps a tree; its text is written, compact, on first need. */
  public static Payload of(@Nullable Object tree) {
    return new Payload(null, tree, true);
  }

  /**
   * An array of values whose texts keep their bytes, blanks included. Only where the text would be nested
   * deeper than {@link Json#MAX_DEPTH}, and so could not be read again, it is made of the trees.
   */
  public static Payload array(List<Payload> elements) {
    String joined = elements.stream().map(Payload::text).collect(Collectors.joining(",", "[", "]"));
    if (Json.depth(joined) <= Json.MAX_DEPTH) {
      return ofText(joined);
    }
    var trees = new ArrayList<@Nullable Object>();
    elements.forEach(element -> trees.add(element.tree()));
    return of(trees);
  }

  /** The JSON text: as received, or compact where the value was computed. */
  public String text() {
    String known = text;
    return known == null ? write(Integer.MAX_VALUE) : known;
  }

  /** The value as a tree; {@code null} is JSON's null. */
  public @Nullable Object tree() {
    if (!parsed) {
      tree = Json.parse(text());
      parsed = true;
    }
    return tree;
  }

  /** The length of {@link #text()} in UTF-8 bytes, which AWS's payload limit counts. */
  public int utf8Length() {
    int known = utf8Length;
    if (known < 0) {
      known = text().getBytes(StandardCharsets.UTF_8).length;
      utf8Length = known;
    }
    return known;
  }

  /**
   * Says whether {@link #utf8Length()} is over a limit, without writing more text than the limit allows.
   * A tree nested deeper than {@link Json#MAX_DEPTH} counts as too long.
   */
  public boolean isLongerThan(int utf8Bytes) {
    if (text == null) {
      try {
        write(utf8Bytes);
      } catch (JsonTooLargeException e) {
        return true;
      }
    }
    return utf8Length() > utf8Bytes;
  }

  private String write(int maxBytes) {
    var writer = new JsonWriter(maxBytes);
    String written = writer.write(tree);
    utf8Length = writer.utf8Length();
    text = written;
    return written;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Payload payload && text().equals(payload.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return "Payload[" + utf8Length() + " bytes]";
  }
}
