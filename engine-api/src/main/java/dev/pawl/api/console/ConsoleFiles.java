package dev.pawl.api.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The files of the console in this program's jar. Safe for any number of threads. */
final class ConsoleFiles {
  private static final String ROOT = "/console/";
  private static final String INDEX = "index.html";

  /** Names and folders in words: no dots that lead elsewhere. */
  private static final Pattern PATH = Pattern
      .compile("(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-][A-Za-z0-9._-]*");

  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
      "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml",
      "txt", "text/plain; charset=utf-8",
      "png", "image/png", "json", "application/json", "woff2", "font/woff2");
  private static final int MOST = 500;

  private final Cache<String, Optional<Stored>> files = Caffeine.newBuilder().maximumSize(MOST)
      .build();

  /**
   * A file.
   *
   * @param isForEver whether its name tells its content
   * @param zipped its bytes in gzip's format
   */
  record Stored(String type, boolean isForEver, byte[] zipped) {
    @Override
    public byte[] zipped() {
      return zipped.clone();
    }
  }

  /**
   * What is to be shown at a path.
   *
   * @param path below {@code /console/}; one that names no file is a view of the application, which finds its way
   * @return empty where there is no such file, or no console in this build
   */
  Optional<Stored> find(String path) {
    if (List.of(path.split("/", -1)).contains("..")) {
      return Optional.empty();
    }
    String name = path.isEmpty() || isView(path) ? INDEX : path;
    return PATH.matcher(name).matches() ? files.get(name, ConsoleFiles::read) : Optional.empty();
  }

  /** Whatever is not a file of the build: names of state machines may have dots. */
  private static boolean isView(String path) {
    boolean isInFolder = path.indexOf('/') >= 0 && !path.startsWith("assets/");
    return isInFolder || path.indexOf('.') < 0;
  }

  private static Optional<Stored> read(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    try (InputStream file = ConsoleFiles.class.getResourceAsStream(ROOT + name)) {
      return file == null || type == null
          ? Optional.empty()
          : Optional.of(new Stored(type, name.startsWith("assets/"), zipped(file)));
    } catch (IOException e) {
      throw new UncheckedIOException("the file " + name + " of the console cannot be read", e);
    }
  }

  private static byte[] zipped(InputStream file) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      file.transferTo(zip);
    }
    return bytes.toByteArray();
  }
}
