package dev.pawl.core.teststate;

import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.json.InvalidJsonException;
import dev.pawl.core.json.Json;
import dev.pawl.core.json.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The items that stand in what an ItemReader reads.
 *
 * @param items empty where only the reader itself could tell: in rows of CSV and in Parquet
 * @param pointed whether they are what an {@code ItemsPointer} points to
 */
record ReaderData(Optional<Payload> items, boolean pointed) {
  /** There is no such data. */
  static final ReaderData NONE = new ReaderData(Optional.empty(), false);

  /** @throws RefusedTestException where the data do not have the reader's format */
  static ReaderData of(String data, ItemReader reader) {
    return switch (format(reader)) {
      case ItemFormat.JsonLines _ -> new ReaderData(Optional.of(lines(data)), false);
      case ItemFormat.Json(Optional<String> pointer) when pointer.isPresent() ->
        new ReaderData(Optional.of(Payload.of(at(pointer.get(), parse(data)))), true);
      case ItemFormat.Json _,ItemFormat.Unstated _ ->
        new ReaderData(Optional.of(Payload.of(parse(data))), false);
      case ItemFormat.Csv _,ItemFormat.Parquet _ -> NONE;
    };
  }

  private static ItemFormat format(ItemReader reader) {
    return switch (reader) {
      case ItemReader.StateData _ -> new ItemFormat.Unstated();
      case ItemReader.ObjectContent content -> content.config().format();
      case ItemReader.ObjectList list -> list.config().flattens()
          ? list.config().format()
          : new ItemFormat.Unstated();
    };
  }

  private static Payload lines(String data) {
    List<@Nullable Object> items = new ArrayList<>();
    data.lines().filter(line -> !line.isBlank()).forEach(line -> items.add(parse(line)));
    return Payload.of(items);
  }

  private static @Nullable Object parse(String json) {
    try {
      return Json.parse(json);
    } catch (InvalidJsonException e) {
      throw RefusedTestException
          .request("MapItemReaderData must be valid JSON: " + e.getMessage());
    }
  }

  /** What a JSON pointer points to; null where there is nothing. */
  private static @Nullable Object at(String pointer, @Nullable Object tree) {
    Object value = tree;
    String[] steps = pointer.split("/", -1);
    for (int i = 1; i < steps.length; i++) {
      String step = steps[i].replace("~1", "/").replace("~0", "~");
      value = switch (value) {
        case Map<?, ?> map -> map.get(step);
        case List<?> list when step.matches("\\d{1,9}")
            && Integer.parseInt(step) < list.size() ->
          list.get(Integer.parseInt(step));
        case null, default -> null;
      };
    }
    return value;
  }
}
