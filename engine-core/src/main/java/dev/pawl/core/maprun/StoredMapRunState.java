package dev.pawl.core.maprun;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.StatesError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of a Map run as its row holds it. What an older Pawl did not write has its beginning's value. */
final class StoredMapRunState {
  private StoredMapRunState() {}

  static byte[] pack(MapRunState state) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("nextChild", state.nextChild());
    tree.put("nextItem", state.nextItem());
    tree.put("total", state.total());
    tree.put("executions", numbers(state.executions()));
    tree.put("items", numbers(state.items()));
    AnnouncedBlock block = state.block();
    if (block.children() > 0) {
      tree.put("block", List.of(block.children(), block.items(), block.absentChildren(),
          block.absentItems(), block.settledChildren(), block.settledItems()));
      block.again().ifPresent(again -> tree.put("again",
          again.stream().flatMap(child -> Stream.of(child.index(), child.redrives())).toList()));
    }
    EarlierRounds earlier = state.earlier();
    if (!earlier.equals(EarlierRounds.NONE)) {
      tree.put("earlier", List.of(earlier.bound(), earlier.unannouncedItem(),
          earlier.lostExecutions(), earlier.lostItems()));
      tree.put("earlierExecutions", numbers(earlier.executions()));
      tree.put("earlierItems", numbers(earlier.items()));
    }
    MapRunState.End end = state.end();
    if (end != null) {
      var reason = new ArrayList<@Nullable Object>();
      if (end.error() != null) {
        reason.add(end.error().name());
        reason.add(end.error().cause());
      }
      tree.put("end", reason);
      tree.put("isStopSent", state.isStopSent());
    }
    state.pin().ifPresent(pin -> {
      tree.put("etag", pin.etag());
      pin.version().ifPresent(version -> tree.put("version", version));
    });
    return Payload.of(tree).text().getBytes(StandardCharsets.UTF_8);
  }

  static MapRunState read(byte[] stored) {
    Payload payload = Payload.ofText(new String(stored, StandardCharsets.UTF_8));
    if (!(payload.tree() instanceof Map<?, ?> tree)) {
      throw new IllegalArgumentException("not the state of a Map run");
    }
    return new MapRunState((int) number(tree.get("nextChild")), number(tree.get("nextItem")),
        block(tree.get("block"), tree.get("again")), number(tree.get("total")),
        counts(tree.get("executions")),
        counts(tree.get("items")), end(tree.get("end")),
        Boolean.TRUE.equals(tree.get("isStopSent")), pin(tree), earlier(tree));
  }

  private static EarlierRounds earlier(Map<?, ?> tree) {
    return tree.get("earlier") instanceof List<?> numbers
        ? new EarlierRounds((int) number(numbers.get(0)), number(numbers.get(1)),
            counts(tree.get("earlierExecutions")), counts(tree.get("earlierItems")),
            number(numbers.get(2)), number(numbers.get(3)))
        : EarlierRounds.NONE;
  }

  private static List<Long> numbers(Counts counts) {
    return List.of(counts.succeeded(), counts.failed(), counts.timedOut(), counts.aborted());
  }

  private static AnnouncedBlock block(@Nullable Object stored, @Nullable Object again) {
    if (!(stored instanceof List<?> numbers)) {
      return AnnouncedBlock.NONE;
    }
    boolean isOld = numbers.size() < 6;
    return new AnnouncedBlock((int) number(numbers.get(0)), number(numbers.get(1)),
        (int) number(numbers.get(2)), number(numbers.get(3)),
        isOld ? 0 : (int) number(numbers.get(4)), isOld ? 0 : number(numbers.get(5)),
        again instanceof List<?> pairs ? Optional.of(waiting(pairs)) : Optional.empty());
  }

  private static List<WaitingChild> waiting(List<?> pairs) {
    List<WaitingChild> again = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      again.add(new WaitingChild((int) number(pairs.get(i)), (int) number(pairs.get(i + 1))));
    }
    return again;
  }

  private static MapRunState.@Nullable End end(@Nullable Object stored) {
    if (!(stored instanceof List<?> reason)) {
      return null;
    }
    return new MapRunState.End(reason.isEmpty()
        ? null
        : new StatesError((String) reason.get(0), (String) reason.get(1)));
  }

  private static Optional<SourcePin> pin(Map<?, ?> tree) {
    return tree.get("etag") instanceof String etag
        ? Optional.of(new SourcePin(etag,
            tree.get("version") instanceof String version
                ? Optional.of(version)
                : Optional.empty()))
        : Optional.empty();
  }

  private static Counts counts(@Nullable Object stored) {
    if (!(stored instanceof List<?> numbers)) {
      throw new IllegalArgumentException("not the counts of a Map run");
    }
    return new Counts(number(numbers.get(0)), number(numbers.get(1)), number(numbers.get(2)),
        number(numbers.get(3)));
  }

  private static long number(@Nullable Object stored) {
    if (stored instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("not a number of a Map run");
  }
}
