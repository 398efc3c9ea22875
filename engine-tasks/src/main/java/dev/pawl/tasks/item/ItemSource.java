package dev.pawl.tasks.item;

import dev.pawl.core.asl.ItemFormat;
import dev.pawl.core.asl.ItemReader;
import dev.pawl.core.asl.ReaderConfig;
import dev.pawl.core.json.Payload;
import dev.pawl.core.maprun.MapPlan;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.tasks.ObjectStore;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the items of one Map run come from, and how they are read. */
public final class ItemSource {
  private static final long MOST_ITEMS = 100_000_000;

  private final ItemReader reader;
  private final MapPlan plan;
  private final ObjectStore objects;

  public ItemSource(ItemReader reader, MapPlan plan, ObjectStore objects) {
    this.reader = reader;
    this.plan = plan;
    this.objects = objects;
  }

  /**
   * Begins to read, after some items that were read before.
   *
   * @param pin what {@link ItemStream#pin} gave when the items were opened for the first time; empty before that
   * @throws UnreadableItemsException where it cannot be read, or is not what it was
   */
  public ItemStream open(long skip, Optional<SourcePin> pin) {
    long bound = bound();
    ItemStream items = new BoundedItems(stream(pin), bound);
    try {
      for (long left = skip; left > 0; left--) {
        if (items.next() == null) {
          throw new UnreadableItemsException(
              "The items have changed since they were read for the first time.");
        }
      }
      return items;
    } catch (RuntimeException e) {
      items.close();
      throw e;
    }
  }

  private long bound() {
    if (plan.maxItems() < 0) {
      throw new UnreadableItemsException("field MaxItems must be positive");
    }
    return plan.maxItems() == 0 ? MOST_ITEMS : Math.min(plan.maxItems(), MOST_ITEMS);
  }

  private ItemStream stream(Optional<SourcePin> pin) {
    return switch (reader) {
      case ItemReader.StateData _ -> new GivenItems(Objects.requireNonNull(plan.items()));
      case ItemReader.ObjectContent(String _, var _, ReaderConfig config) -> {
        refuseManifest(config);
        yield ObjectItems.open(objects, text("Bucket"), text("Key"), optional("VersionId"),
            pin, config.format());
      }
      case ItemReader.ObjectList(String _, var _, ReaderConfig config) -> {
        refuseManifest(config);
        var listed = new ListedItems(objects, text("Bucket"), optional("Prefix").orElse(""));
        yield config.flattens()
            ? new FlattenedItems(listed, objects, text("Bucket"), config.format())
            : listed;
      }
    };
  }

  private static void refuseManifest(ReaderConfig config) {
    if (config.manifest() != ReaderConfig.Manifest.NONE) {
      throw new UnreadableItemsException("This build of Pawl does not read manifests yet.");
    }
    if (config.format() instanceof ItemFormat.Parquet) {
      throw new UnreadableItemsException("This build of Pawl does not read Parquet yet.");
    }
  }

  /** What {@code $$.Map.Item.Source} says. */
  public String name() {
    return switch (reader) {
      case ItemReader.StateData _ -> "STATE_DATA";
      case ItemReader.ObjectList list when !list.config().flattens() -> "S3://" + text("Bucket");
      case ItemReader.ObjectList _ ->
        "S3://" + text("Bucket") + "/" + optional("Prefix").orElse("");
      case ItemReader.ObjectContent _ -> "S3://" + text("Bucket") + "/" + text("Key");
    };
  }

  private String text(String name) {
    return optional(name).orElseThrow(
        () -> new UnreadableItemsException("The ItemReader needs the argument " + name + "."));
  }

  private Optional<String> optional(String name) {
    @Nullable
    Payload arguments = plan.readerArguments();
    return arguments != null && arguments.tree() instanceof Map<?, ?> tree
        && tree.get(name) instanceof String text
            ? Optional.of(text)
            : Optional.empty();
  }
}
