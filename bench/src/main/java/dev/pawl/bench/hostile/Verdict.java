package dev.pawl.bench.hostile;

import dev.pawl.api.protocol.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a node answered to a run of the fuzzer, by kind, and what it should not have answered. For any threads. */
public final class Verdict {
  private static final Duration LATE = Duration.ofSeconds(2);
  private static final int MOST_KEPT = 200;
  private static final Set<String> NAMES = Arrays.stream(ApiError.values()).map(ApiError::code)
      .collect(Collectors.toUnmodifiableSet());

  private final Fuzz.Amounts amounts;
  private final long seed;
  private final Map<String, Integer> answers = new TreeMap<>();
  private final List<String> offenders = new ArrayList<>();
  private int serverErrors;
  private int slow;
  private int unanswered;
  private int nameless;
  private boolean isWell;

  Verdict(Fuzz.Amounts amounts, long seed) {
    this.amounts = amounts;
    this.seed = seed;
  }

  static boolean isLate(RawAnswer answer) {
    return answer.nanos() > LATE.toNanos();
  }

  synchronized void add(int number, RawRequest request, RawAnswer answer) {
    answers.merge(answer.kind(), 1, Integer::sum);
    String wrong = "";
    if (answer.isServerError()) {
      serverErrors++;
      wrong = "server error";
    } else if (isLate(answer)) {
      slow++;
      wrong = "slow: " + answer.nanos() / 1_000_000 + " ms";
    } else if (answer.status() == 0) {
      unanswered++;
      wrong = "no answer";
    } else if (answer.isRefusal() && !request.wantsNoBody()
        && !NAMES.contains(answer.errorName())) {
      nameless++;
      wrong = "no known name";
    }
    if (!wrong.isEmpty() && offenders.size() < MOST_KEPT) {
      offenders.add("== " + wrong + ", request " + number + " of seed " + seed + ", answer "
          + answer.status() + " " + cut(answer.body()) + "\n" + cut(Fuzz.text(request)) + "\n");
    }
  }

  synchronized void end(RawAnswer health) {
    isWell = health.status() == 200;
  }

  private static String cut(String text) {
    return text.length() > 4_000 ? text.substring(0, 4_000) + "..." : text;
  }

  /** Whether all was answered as it has to be, and the node is well. */
  public synchronized boolean isGood() {
    return isWell && serverErrors + slow + unanswered + nameless == 0;
  }

  /** One line of counts. */
  public synchronized String line() {
    return "bench fuzz: bodies=%d definitions=%d expressions=%d answers=%s server_errors=%d slow=%d unanswered=%d nameless=%d healthy=%s seed=%d"
        .formatted(amounts.bodies(), amounts.definitions(), amounts.expressions(), answers,
            serverErrors, slow, unanswered, nameless, isWell, seed);
  }

  /** The requests that were not answered as they have to be, with their answers; the first 200. */
  public synchronized String offenders() {
    return String.join("\n", offenders);
  }

  void writeOffenders(Path file) throws IOException {
    Files.writeString(file, offenders());
  }
}
