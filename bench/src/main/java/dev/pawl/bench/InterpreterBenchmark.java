package dev.pawl.bench;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.Packed;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.interpreter.Decision;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What one burst costs the processor. Everything that a burst does is measured: the input's text is
 * parsed, each state's values are computed, written as text and checked against the limits, and the
 * events of the history are made. What is done with the decision afterwards is measured apart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InterpreterBenchmark {
  private final Workload jsonPath = Chains.jsonPath();
  private final Workload jsonata = Chains.jsonata();
  private final Workload largeOnce = Chains.largeThroughPasses(1);
  private final Workload largeTenTimes = Chains.largeThroughPasses(10);
  private final List<HistoryEvent> history = jsonPath.run().history();
  private final Packed packed = Codec.pack(history);
  private final List<HistoryEvent> largeHistory = largeTenTimes.run().history();

  @Benchmark
  @OperationsPerInvocation(Chains.TRANSITIONS)
  public Decision jsonPathChain() {
    return jsonPath.run();
  }

  @Benchmark
  @OperationsPerInvocation(Chains.TRANSITIONS)
  public Decision jsonataChain() {
    return jsonata.run();
  }

  @Benchmark
  public Decision largeThroughOnePass() {
    return largeOnce.run();
  }

  @Benchmark
  public Decision largeThroughTenPasses() {
    return largeTenTimes.run();
  }

  @Benchmark
  @OperationsPerInvocation(Chains.TRANSITIONS)
  public Packed packHistory() {
    return Codec.pack(history);
  }

  @Benchmark
  @OperationsPerInvocation(Chains.TRANSITIONS)
  public List<HistoryEvent> unpackHistory() {
    return Codec.unpackEvents(packed.bytes(), packed.payloads());
  }

  @Benchmark
  public Packed packLargeHistory() {
    return Codec.pack(largeHistory);
  }
}
