package dev.pawl.conformance;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replays a folder of recordings, one after the other, each on an empty engine. */
public final class Conformance {
  private static final int LONGEST_LINE = 600;

  private final Stage stage;
  private final ReplayingConnector connector;
  private final KnownDifferences known;
  private final PrintWriter out;

  /**
   * @param connector the one that answers the stage's calls
   * @param out gets one line per failing recording with its first difference
   */
  public Conformance(Stage stage, ReplayingConnector connector, KnownDifferences known,
      PrintWriter out) {
    this.stage = stage;
    this.connector = connector;
    this.known = known;
    this.out = out;
  }

  /**
   * Replays what is in a folder.
   *
   * @param filter a part of the ids or one of the features of the wanted recordings; empty for all
   */
  public Summary replay(Path folder, String filter) {
    List<Verdict> verdicts = new ArrayList<>();
    for (RecordedCase recorded : RecordedCase.all(folder, this::reportStrange)) {
      if (recorded.id().contains(filter) || recorded.features().contains(filter)) {
        Verdict verdict = replay(recorded);
        report(verdict);
        verdicts.add(verdict);
      }
    }
    return new Summary(verdicts, known);
  }

  private void reportStrange(Path file, String why) {
    out.println("not a recording: " + file + ": " + why);
  }

  private Verdict replay(RecordedCase recorded) {
    Optional<String> notYet = NotYet.reason(recorded);
    if (notYet.isPresent()) {
      return new Verdict.Pending(recorded.id(), notYet.get());
    }
    stage.rehearsal().clear();
    stage.log().clear();
    try {
      return recorded.isExecution()
          ? new ExecutionReplay(stage, connector, recorded).run()
          : new ApiReplay(stage, connector, recorded).run();
    } catch (RuntimeException e) {
      // One strange recording must not keep the others from being counted.
      return new Verdict.Replayed(recorded.id(),
          Map.of(recorded.isExecution() ? Level.L1 : Level.API,
              Optional.of("could not be replayed: " + e)));
    }
  }

  private void report(Verdict verdict) {
    if (verdict instanceof Verdict.Replayed replayed && !replayed.agrees()) {
      List<String> failed = new ArrayList<>();
      String first = "";
      for (Map.Entry<Level, Optional<String>> level : replayed.levels().entrySet()) {
        if (level.getValue().isPresent()) {
          first = failed.isEmpty() ? level.getValue().get() : first;
          failed.add(level.getKey().name());
        }
      }
      String line = String.join("+", failed) + " " + replayed.id() + " " + first
          + known.reason(replayed.id()).map(reason -> " (known: " + reason + ")").orElse("");
      out.println(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
      out.flush();
    }
  }
}
