package dev.pawl.core.outcome;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value, or the failure that came instead.
 *
 * @param <T> the value's type; may be nullable, since JSON's null is a value
 */
public sealed interface Outcome<T extends @Nullable Object> {
  /** The work went well. */
  record Ok<T extends @Nullable Object>(T value) implements Outcome<T> {}

  /**
   * The work failed in a way the definition can see.
   *
   * @param error what failed
   * @param location for a failed JSONata evaluation the field to blame, such as {@code Arguments/x}; else null
   */
  record Failed<T extends @Nullable Object>(StatesError error, @Nullable String location)
      implements
        Outcome<T> {
    /** The same failure where a value of another type was expected. */
    public <U extends @Nullable Object> Failed<U> as() {
      return new Failed<>(error, location);
    }
  }

  static <T extends @Nullable Object> Outcome<T> ok(T value) {
    return new Ok<>(value);
  }

  static <T extends @Nullable Object> Outcome<T> failed(StatesError error) {
    return new Failed<>(error, null);
  }

  /** Goes on with the value; a failure stays what it is. */
  default <U extends @Nullable Object> Outcome<U> then(Function<? super T, Outcome<U>> next) {
    return switch (this) {
      case Ok<T> ok -> next.apply(ok.value());
      case Failed<T> failed -> failed.as();
    };
  }

  /** Changes the value; a failure stays what it is. */
  default <U extends @Nullable Object> Outcome<U> map(Function<? super T, ? extends U> change) {
    return switch (this) {
      case Ok<T> ok -> new Ok<>(change.apply(ok.value()));
      case Failed<T> failed -> failed.as();
    };
  }
}
