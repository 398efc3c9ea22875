package dev.pawl.tasks.item;

import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.JsonElements;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapItem;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.tasks.ObjectStore;
import dev.pawl.tasks.ObjectStoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.Abortable;

/** What stands in one object: its rows, lines or elements. */
final class ObjectItems implements ItemStream {
  /** The longest item; AWS's own bound. */
  static final int LONGEST = 8 * 1_024 * 1_024;

  private final InputStream content;
  private final Optional<SourcePin> pin;
  private final Elements elements;

  /** Reads the next item of a format; null after the last. */
  private interface Elements {
    @Nullable
    MapItem next() throws IOException;
  }

  private ObjectItems(InputStream content, Optional<SourcePin> pin, Elements elements) {
    this.content = content;
    this.pin = pin;
    this.elements = elements;
  }

  /**
   * @param pin what the object was like before; empty where it is opened for the first time
   * @throws UnreadableItemsException where the object cannot be read as what it should be
   */
  static ObjectItems open(ObjectStore objects, String bucket, String key,
      Optional<String> version, Optional<SourcePin> pin, ItemFormat stated) {
    ObjectStore.Opened opened;
    try {
      opened = objects.open(bucket, key, version, pin);
    } catch (ObjectStoreException e) {
      throw new UnreadableItemsException(String.valueOf(e.getMessage()), e);
    }
    InputStream content = opened.content();
    try {
      InputStream plain = decompressed(key, content);
      return new ObjectItems(content, opened.pin(), elements(plain, format(key, stated)));
    } catch (IOException e) {
      close(content);
      throw unreadable(e);
    } catch (InvalidJsonException e) {
      close(content);
      throw invalid(e);
    } catch (RuntimeException e) {
      close(content);
      throw e;
    }
  }

  private static InputStream decompressed(String key, InputStream content) throws IOException {
    String name = key.toLowerCase(Locale.ROOT);
    if (name.endsWith(".zst") || name.endsWith(".zstd")) {
      throw new UnreadableItemsException("This build of Pawl does not read zstd yet.");
    }
    return name.endsWith(".gz") ? new GZIPInputStream(content, 65_536) : content;
  }

  /** Where the definition does not say, the object's name does. */
  private static ItemFormat format(String key, ItemFormat stated) {
    if (!(stated instanceof ItemFormat.Unstated)) {
      return stated;
    }
    String name = key.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    if (name.endsWith(".csv")) {
      return new ItemFormat.Csv(new ItemFormat.Headers.FirstRow(), ItemFormat.Delimiter.COMMA);
    }
    if (name.endsWith(".jsonl")) {
      return new ItemFormat.JsonLines();
    }
    return new ItemFormat.Json(Optional.empty());
  }

  private static Elements elements(InputStream content, ItemFormat format) throws IOException {
    return switch (format) {
      case ItemFormat.Csv(ItemFormat.Headers headers, ItemFormat.Delimiter delimiter) ->
        rows(new CsvRows(reader(content), delimiter.character()), headers);
      case ItemFormat.Json(Optional<String> pointer) -> json(content, pointer.orElse(""));
      case ItemFormat.JsonLines _ -> lines(reader(content));
      case ItemFormat.Parquet _,ItemFormat.Unstated _ ->
        throw new UnreadableItemsException("This build of Pawl does not read this format yet.");
    };
  }

  private static BufferedReader reader(InputStream content) {
    return new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
  }

  private static Elements json(InputStream content, String pointer) throws IOException {
    JsonElements elements = JsonElements.open(content, pointer, LONGEST);
    if (elements == null) {
      throw new UnreadableItemsException("Attempting to map over non-iterable node.");
    }
    return () -> {
      JsonElements.Element element = elements.next();
      return element == null ? null : new MapItem(element.value(), element.key());
    };
  }

  private static Elements lines(BufferedReader reader) {
    return () -> {
      String line;
      do {
        line = line(reader);
      } while (line != null && line.isBlank());
      return line == null ? null : new MapItem(Payload.parse(line), null);
    };
  }

  /** As {@link BufferedReader#readLine} does, but for the bound. */
  private static @Nullable String line(BufferedReader reader) throws IOException {
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    var line = new StringBuilder();
    while (c >= 0 && c != '\n') {
      if (line.length() == LONGEST) {
        throw tooLong();
      }
      line.append((char) c);
      c = reader.read();
    }
    // A carriage return before the line's end is white space to JSON.
    return line.toString();
  }

  private static UnreadableItemsException tooLong() {
    return new UnreadableItemsException("An item is longer than " + LONGEST + " bytes.");
  }

  private static Elements rows(CsvRows rows, ItemFormat.Headers headers) throws IOException {
    List<String> names = switch (headers) {
      case ItemFormat.Headers.FirstRow _ -> rows.next();
      case ItemFormat.Headers.Given(List<String> given) -> given;
    };
    if (names == null) {
      return () -> null;
    }
    if (names.stream().distinct().count() != names.size()) {
      throw new UnreadableItemsException("CSV headers cannot contain duplicates.");
    }
    return () -> {
      List<String> row = rows.next();
      if (row == null) {
        return null;
      }
      var item = new LinkedHashMap<String, Object>();
      for (int column = 0; column < names.size(); column++) {
        item.put(names.get(column), column < row.size() ? row.get(column) : "");
      }
      return new MapItem(Payload.of(item), null);
    };
  }

  @Override
  public @Nullable MapItem next() {
    try {
      MapItem item = elements.next();
      if (item != null && item.value().isLongerThan(LONGEST)) {
        throw tooLong();
      }
      return item;
    } catch (IOException e) {
      throw unreadable(e);
    } catch (InvalidJsonException e) {
      throw invalid(e);
    }
  }

  @Override
  public Optional<SourcePin> pin() {
    return pin;
  }

  private static UnreadableItemsException unreadable(IOException e) {
    return new UnreadableItemsException("The items cannot be read: " + e.getMessage(), e);
  }

  private static UnreadableItemsException invalid(InvalidJsonException e) {
    return new UnreadableItemsException("The items are not valid JSON: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    close(content);
  }

  /** What was not read of an answer is not waited for. */
  private static void close(InputStream content) {
    if (content instanceof Abortable answer) {
      answer.abort();
      return;
    }
    try {
      content.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
