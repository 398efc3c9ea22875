package dev.pawl.cli.run;

import dev.pawl.cli.Output;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Execution;
import dev.pawl.local.RunListener;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows the states of a run: a line for each that has ended and, on a terminal, below these one line with those under
 * way, which changes.
 */
final class Progress implements RunListener, AutoCloseable {
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";
  private static final long BETWEEN_LOOKS_MILLIS = 200;
  private static final int WIDTH = 100;

  private final PrintWriter out;
  private final boolean isLive;
  private final CountDownLatch over = new CountDownLatch(1);

  /** Guarded by this. */
  private final Visits visits = new Visits();

  private Progress(PrintWriter out, boolean isLive) {
    this.out = out;
    this.isLive = isLive;
  }

  static Progress of(Output output) {
    Progress progress = new Progress(output.out(),
        !output.isJson() && Ansi.AUTO.enabled()
            && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent());
    if (progress.isLive) {
      Thread.ofVirtual().name("run-progress").start(progress::refresh);
    }
    return progress;
  }

  @Override
  public synchronized void happened(Execution execution, HistoryEvent event) {
    visits.take(execution, event).forEach(line -> {
      if (isLive) {
        out.print(ERASE_LINE);
        out.println((line.isGood() ? GREEN : RED) + line.text() + PLAIN);
      } else {
        out.println(line.text());
      }
    });
    live();
  }

  private void refresh() {
    try {
      while (!over.await(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
        synchronized (this) {
          live();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void live() {
    if (isLive && over.getCount() > 0) {
      String text = visits.underWay();
      out.print(ERASE_LINE
          + (text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text));
      out.flush();
    }
  }

  /** Nothing changes any more. */
  @Override
  public synchronized void close() {
    if (over.getCount() > 0) {
      over.countDown();
      if (isLive) {
        out.print(ERASE_LINE);
      }
      out.flush();
    }
  }
}
