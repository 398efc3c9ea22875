package dev.pawl.chaos;

import java.nio.file.Path;
import java.util.List;

/**
 * What there is to judge by when a run is over.
 *
 * @param told what the load was told
 * @param ledger what the task server saw
 * @param logs those of the nodes
 * @param incidents what must not have been, and no file tells
 * @param canary what no log may show
 * @param samples what looks at open executions have found while the load ran
 */
record Evidence(Postgres postgres, Journal told, Journal ledger, List<Path> logs,
    List<String> incidents, String canary, List<Round> rounds, Findings samples) {}
