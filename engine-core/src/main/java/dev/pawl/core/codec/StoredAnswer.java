package dev.pawl.core.codec;

import dev.pawl.core.json.Payload;
import dev.pawl.core.outcome.Outcome;
import dev.pawl.core.outcome.StatesError;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a task's row keeps of a callback: the output's text, or the error as a JSON array of name and cause. */
public final class StoredAnswer {
  private StoredAnswer() {}

  public static byte[] success(Payload output) {
    return output.text().getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] failure(@Nullable String error, @Nullable String cause) {
    var pair = new java.util.ArrayList<@Nullable Object>();
    pair.add(error);
    pair.add(cause);
    return Payload.of(pair).text().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads an answer back; {@code ok} where it was SendTaskSuccess. */
  public static Outcome<Payload> read(boolean ok, byte[] stored) {
    Payload value = Payload.ofText(new String(stored, StandardCharsets.UTF_8));
    if (ok) {
      return Outcome.ok(value);
    }
    if (!(value.tree() instanceof java.util.List<?> pair)) {
      throw new IllegalStateException("a stored failure is not a pair");
    }
    return Outcome.failed(new StatesError((String) pair.get(0), (String) pair.get(1)));
  }
}
