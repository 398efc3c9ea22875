package dev.pawl.chaos;

/** The ten promises that are verified, each with what its line shows. */
enum Verdict {
  V1("each acknowledged start exists, has ended as it should or truly waits"),
  V2("events are numbered 1 to n, each once; one terminal event, the last"),
  V3("status, output, error and times are those of the last event; the history tells the state"),
  V4("no Wait, Retry, heartbeat or timeout is early by the database's clock"),
  V5("each result is accepted once; no call is made twice or without a commit"),
  V6("one name, one execution"),
  V7("stale writes are refused"),
  V8("a sync Express runs at most once; Maps and children are complete; a token is accepted once"),
  V9("the logs are clean; no lease, lock or connection is left"),
  V10("90 % of the load goes through again after each fault");

  private final String claim;

  Verdict(String claim) {
    this.claim = claim;
  }

  String claim() {
    return claim;
  }
}
