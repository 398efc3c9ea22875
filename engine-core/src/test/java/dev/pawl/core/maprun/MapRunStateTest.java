package dev.pawl.core.maprun;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.core.maprun.MapRunState.Next;
import dev.pawl.core.outcome.StatesError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a Map run does next, and how it is written down. */
class MapRunStateTest {
  private static final int MOST = 1_000;

  @Test
  void childrenAreAnnouncedBeforeTheyAreStarted() {
    MapRunState announced = MapRunState.BEGINNING.of(700).announced(500, 500);

    assertThat(MapRunState.BEGINNING.of(700).next(MOST)).isEqualTo(new Next.Announce(500));
    assertThat(announced.next(MOST)).isEqualTo(new Next.Start());
    assertThat(announced.started().next(MOST)).isEqualTo(new Next.Announce(500));
    assertThat(announced.started().next(600)).isEqualTo(new Next.Announce(100));
    assertThat(announced.started().next(500)).isEqualTo(new Next.Await());
  }

  @Test
  void announcedChildrenRunForAllThatIsKnown() {
    MapRunState state = MapRunState.BEGINNING.of(10).announced(10, 10)
        .closed(List.of(new ChildClosing(3, ChildStatus.SUCCEEDED, 1)));

    assertThat(state.running()).isEqualTo(9);
    assertThat(state.started().running()).isEqualTo(9);
  }

  @Test
  void whatWasAnnouncedAndNeverStartedIsNotAwaited() {
    MapRunState stopped = MapRunState.BEGINNING.of(10).announced(10, 10).ending(null);
    assertThat(stopped.next(MOST)).isEqualTo(new Next.Stop());

    MapRunState told = stopped.stopSent(7, 7);

    assertThat(told.running()).isEqualTo(3);
    assertThat(told.begunItems()).isEqualTo(3);
    assertThat(told.bound()).isEqualTo(10);
    assertThat(told.next(MOST)).isEqualTo(new Next.Await());
    assertThat(stopped.stopSent(10, 10).next(MOST)).isEqualTo(new Next.Finish());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    MapRunState state = MapRunState.BEGINNING.of(10).announced(4, 8)
        .from(Optional.of(new SourcePin("\"e\"", Optional.of("v"))))
        .closed(List.of(new ChildClosing(0, ChildStatus.FAILED, 2)))
        .ending(new StatesError("E", null)).stopSent(1, 2);

    assertThat(MapRunState.read(state.toBytes())).isEqualTo(state);
    assertThat(MapRunState.read(MapRunState.BEGINNING.toBytes()))
        .isEqualTo(MapRunState.BEGINNING);
  }

  @Test
  void whatAnOlderReleaseHasWrittenIsRead() {
    byte[] old = """
        {"nextChild":3,"nextItem":3,"total":-1,"executions":[1,0,0,0],"items":[1,0,0,0]}
        """.getBytes(StandardCharsets.UTF_8);

    assertThat(MapRunState.read(old)).isEqualTo(
        new MapRunState(3, 3, AnnouncedBlock.NONE, -1, new Counts(1, 0, 0, 0),
            new Counts(1, 0, 0, 0), null, false, Optional.empty(), EarlierRounds.NONE));
  }
}
