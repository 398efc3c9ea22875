package dev.pawl.bench.engine;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the starts of the API against an endpoint of the same node that does nothing. */
@Command(name = "api", mixinStandardHelpOptions = true, description = {
    "Measures signed StartExecution and StartSyncExecution calls of five Pass states over HTTP against a node in a",
    "process of its own: the former starts a Standard and an Express machine, the latter the Express one.",
    "Beside them GET /health of the same node, which does nothing. Takes about three minutes."})
public final class ApiCommand implements Callable<Integer> {
  @Mixin
  private Measuring measuring = new Measuring();

  @Override
  public Integer call() throws Exception {
    Measuring.announce();
    Report report = new Report("api");
    try (ScratchDatabase postgres = ScratchDatabase.start();
        HttpNode node = HttpNode.start(postgres)) {
      String standard = node.machine("standard", Machines.passes(5));
      String express = node.machine("express", Machines.passes(5), "EXPRESS");
      Spread starts = rates(node, request(node, "StartExecution", standard));
      Spread asynchronous = rates(node, request(node, "StartExecution", express));
      Spread synchronous = rates(node, request(node, "StartSyncExecution", express));
      Spread nothing = rates(node, node.health());
      report.row("StartExecution calls per second, Standard", starts, "");
      report.row("StartExecution calls per second, Express", asynchronous, "");
      report.row("StartSyncExecution calls per second", synchronous, "");
      report.row("GET /health of the same node per second", nothing, "");
      report.row("StartExecution of Standard against the latter",
          starts.median() / nothing.median(), ">= 0.25");
      report.row("StartExecution of Express against the latter",
          asynchronous.median() / nothing.median(), "");
      report.row("StartSyncExecution against the latter",
          synchronous.median() / nothing.median(), ">= 0.40");
      report.figure("start_vs_no_op", starts.median() / nothing.median());
      report.figure("start_sync_vs_no_op", synchronous.median() / nothing.median());
      try (HttpNode asking = HttpNode.startAsking(postgres)) {
        // Both have to be as warm before they are compared.
        Spread _ = rates(node, AccessCost.call(node));
        Spread _ = rates(asking, AccessCost.call(asking));
        double cost = AccessCost.micros(node, asking);
        report.row("Microseconds for authentication and authorisation, median", cost, "<= 30");
        report.figure("access_us", cost);
      }
    }
    System.out.print(report.text(measuring.json()));
    return 0;
  }

  /** One signature serves all: the body is the same, and AWS's signatures are good for 15 minutes. */
  private static HttpRequest request(HttpNode node, String operation, String machine) {
    return node.request(operation, Map.of("stateMachineArn", machine, "input", Engine.INPUT));
  }

  private Spread rates(HttpNode node, HttpRequest request) throws InterruptedException {
    return Spread.of(measuring.rates(() -> node.expectOk(request)));
  }
}
