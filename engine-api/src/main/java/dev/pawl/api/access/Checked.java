package dev.pawl.api.access;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Work of administrators: checked before, and where it changes something, noted after. */
public final class Checked {
  private Checked() {}

  /** The caller's. */
  static String account() {
    return Call.current().caller().account();
  }

  /** @throws ApiException {@code AccessDeniedException} where the caller may not */
  public static void check(String action, String resource) {
    Call.current().check(action, resource, Map.of());
  }

  /** @throws ApiException {@code ConflictException} where it could not be done */
  static void done(BooleanSupplier work, String otherwise) {
    if (!work.getAsBoolean()) {
      throw ApiError.CONFLICT.about(otherwise);
    }
  }

  /** @throws ApiException {@code ResourceNotFound} where there was nothing to do it to */
  static void found(BooleanSupplier work, String what) {
    if (!work.getAsBoolean()) {
      throw ApiError.RESOURCE_NOT_FOUND.about(what);
    }
  }

  static void changed(String action, String resource, Runnable work) {
    boolean _ = changing(action, resource, () -> {
      work.run();
      return true;
    });
  }

  public static <T> T changing(String action, String resource, Supplier<T> work) {
    Call call = Call.current();
    call.check(action, resource, Map.of());
    String result = ApiError.INTERNAL.code();
    try {
      T done = work.get();
      result = "OK";
      return done;
    } catch (ApiException e) {
      result = e.error().code();
      throw e;
    } finally {
      call.note(action, resource, result);
    }
  }
}
