package dev.pawl.worker.maprun;

import dev.pawl.core.asl.ItemBatching;
import dev.pawl.core.maprun.MapRunState;
import dev.pawl.core.maprun.SourcePin;
import dev.pawl.tasks.item.ItemSource;
import dev.pawl.tasks.item.UnreadableItemsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The items of a Map run, as far as this node has read them. All of it can be had again from their source. Belongs to
 * one thread at a time.
 */
final class Reading {
  private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

  private final MapRunJob job;
  private final MapRunners.Parts parts;
  private @Nullable ChildInputs inputs;

  /** The inputs of the block that was announced last, if this node has announced it. */
  private List<ChildInput> announced = List.of();
  private int firstAnnounced = -1;

  Reading(MapRunJob job, MapRunners.Parts parts) {
    this.job = job;
    this.parts = parts;
  }

  /**
   * The next children.
   *
   * @param isLast whether there are no more items after them
   * @param pin with what the same source can be opened again
   */
  record Block(List<ChildInput> children, boolean isLast, Optional<SourcePin> pin) {
    long items() {
      return children.stream().mapToLong(ChildInput::items).sum();
    }
  }

  /**
   * Reads the inputs of the next children, as many as may be, and of no more than some bytes.
   *
   * @throws MapRunFailure where the items cannot be read, or the definition makes nothing of one
   */
  Block next(MapRunState state, int most) throws MapRunFailure, InterruptedException {
    try {
      Block block = readNext(state, most);
      announced = block.children();
      firstAnnounced = state.nextChild();
      return block;
    } catch (UnreadableItemsException e) {
      throw MapRunFailure.ofReader(e);
    }
  }

  /** Where a source has gone away since it was opened, it is opened once again. */
  private Block readNext(MapRunState state, int most) throws MapRunFailure, InterruptedException {
    boolean wasOpen = inputs != null;
    try {
      return fill(at(state.nextItem(), state.pin()), most);
    } catch (UnreadableItemsException e) {
      close();
      if (!wasOpen) {
        throw e;
      }
      LOG.info("{}: the items are opened again: {}", job.arn(), e.getMessage());
      return fill(at(state.nextItem(), state.pin()), most);
    }
  }

  private static Block fill(ChildInputs reading, int most)
      throws MapRunFailure, InterruptedException {
    List<ChildInput> block = new ArrayList<>();
    long bytes = 0;
    while (block.size() < most && bytes < ChildInputs.BLOCK_BYTES) {
      ChildInput input = reading.next();
      if (input == null) {
        return new Block(block, true, reading.pin());
      }
      block.add(input);
      bytes += input.input().utf8Length();
    }
    return new Block(block, false, reading.pin());
  }

  /**
   * The inputs of the children that are announced: what this node has read, or the same read again.
   *
   * @throws MapRunFailure where they cannot be read, or have changed
   */
  List<ChildInput> announced(MapRunState state) throws MapRunFailure, InterruptedException {
    if (firstAnnounced == state.nextChild() && announced.size() == state.block().children()) {
      return announced;
    }
    close();
    List<ChildInput> block = new ArrayList<>();
    try {
      ChildInputs again = at(state.nextItem(), state.pin());
      while (block.size() < state.block().children()) {
        block.add(required(again.next()));
      }
    } catch (UnreadableItemsException e) {
      throw MapRunFailure.ofReader(e);
    }
    if (block.stream().mapToLong(ChildInput::items).sum() != state.block().items()) {
      throw MapRunFailure.ofReader(changed());
    }
    return block;
  }

  /** Takes the inputs of children that were started before. */
  interface Taker {
    void take(int index, ChildInput input);
  }

  /**
   * Reads the inputs of children again that were started before.
   *
   * @param first the number of the first of them
   * @param bound the number above that of the last
   */
  void again(MapRunState state, int first, int bound, Taker taker)
      throws MapRunFailure, InterruptedException {
    // Where batches end is known only by reading them.
    int from = job.mode().batching() instanceof ItemBatching.Single ? first : 0;
    try (ChildInputs old = open(from, state.pin())) {
      for (int index = from; index < bound; index++) {
        ChildInput input = required(old.next());
        if (index >= first) {
          taker.take(index, input);
        }
      }
    } catch (UnreadableItemsException e) {
      throw MapRunFailure.ofReader(e);
    }
  }

  private static ChildInput required(@Nullable ChildInput input) {
    if (input == null) {
      throw changed();
    }
    return input;
  }

  private static UnreadableItemsException changed() {
    return new UnreadableItemsException(
        "The items have changed since they were read for the first time.");
  }

  /** A reading of its own, which the caller closes. */
  ChildInputs open(long skip, Optional<SourcePin> pin) {
    return new ChildInputs(job,
        new ItemSource(job.mode().reader(), job.plan(), parts.outside().objects(job.machine())),
        parts.interpreters(),
        parts.store(), parts.random(), parts.limits().payloadBytes(), skip, pin);
  }

  private ChildInputs at(long item, Optional<SourcePin> pin) {
    ChildInputs open = inputs;
    if (open != null && open.position() == item) {
      return open;
    }
    close();
    ChildInputs opened = open(item, pin);
    inputs = opened;
    return opened;
  }

  /** Nothing stays open. */
  void close() {
    announced = List.of();
    firstAnnounced = -1;
    ChildInputs open = inputs;
    if (open != null) {
      inputs = null;
      try {
        open.close();
      } catch (UnreadableItemsException e) {
        LOG.info("{}: the rest of the items is left unread: {}", job.arn(), e.getMessage());
      }
    }
  }
}
