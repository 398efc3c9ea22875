package dev.pawl.simulation.world;

import java.io.Serial;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** The log that the engine writes to within a simulation: errors are told to the world of the thread. */
public final class EngineLog implements SLF4JServiceProvider {
  private static final ThreadLocal<@Nullable BiConsumer<String, @Nullable Throwable>> LISTENER = new ThreadLocal<>();

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new BasicMDCAdapter();

  /** Ends the telling. */
  interface Telling extends AutoCloseable {
    @Override
    void close();
  }

  /** Tells the errors of this thread from now on. */
  static Telling tell(BiConsumer<String, @Nullable Throwable> listener) {
    LISTENER.set(listener);
    return LISTENER::remove;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return Errors::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}

  /** Hears nothing but errors. */
  private static final class Errors extends LegacyAbstractLogger {
    @Serial
    private static final long serialVersionUID = 1L;

    Errors(String name) {
      this.name = name;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker,
        String message, Object @Nullable [] arguments, @Nullable Throwable thrown) {
      BiConsumer<String, @Nullable Throwable> listener = LISTENER.get();
      if (listener != null && level == Level.ERROR) {
        listener.accept(MessageFormatter.basicArrayFormat(message, arguments), thrown);
      }
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return false;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
