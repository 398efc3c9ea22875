package dev.pawl.bench.engine;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures StartExecution over HTTP, signed, against a node in a process of its own. */
@Command(name = "http", mixinStandardHelpOptions = true, description = {
    "Measures signed StartExecution calls of five Pass states over HTTP against a node in a process of its own.",
    "Beside it GET /health of the same node, which does nothing. Takes about two minutes."})
public final class HttpCommand implements Callable<Integer> {
  @Mixin
  private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    Measuring.announce();
    Report report = new Report("http");
    try (ScratchDatabase postgres = ScratchDatabase.start();
        HttpNode node = HttpNode.start(postgres)) {
      String machine = node.machine("bench", Machines.passes(5));
      HttpRequest health = node.health();
      // One signature serves all: the body is the same, and AWS's signatures are good for 15 minutes.
      HttpRequest signed = node.request("StartExecution",
          Map.of("stateMachineArn", machine, "input", Engine.INPUT));
      Spread starts = Spread.of(measuring.rates(() -> node.expectOk(signed)));
      Spread nothing = Spread.of(measuring.rates(() -> node.expectOk(health)));
      report.row("signed StartExecution calls per second", starts, "");
      report.row("GET /health of the same node per second", nothing, "");
      report.row("the former against the latter", starts.median() / nothing.median(), ">= 0.25");
      report.figure("starts_per_s", starts.median());
      report.figure("no_op_per_s", nothing.median());
      report.figure("vs_no_op", starts.median() / nothing.median());
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

}
