package dev.pawl.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The AWS services and actions that the SDK modules on the classpath bring. Safe for any number of threads. */
final class SdkCatalog {
  private static final String SERVICES = "software/amazon/awssdk/services/";
  private static final Pattern TOKEN = Pattern.compile("[a-z][a-z0-9]*");

  /** Services that live in the module of another one, in a package of their own below it. */
  private static final Map<String, String> GUESTS = Map.of("dynamodbstreams", "dynamodb/streams",
      "wafregional", "waf/regional");

  private final ClassLoader loader;
  private final Properties prefixes = prefixes();
  private final Map<String, Optional<SdkService>> services = new ConcurrentHashMap<>();
  private final Map<String, Optional<SdkOperation>> operations = new ConcurrentHashMap<>();

  private volatile @Nullable SortedSet<String> tokens;

  /** @param folder where jars of more services lie; empty for none */
  SdkCatalog(Optional<Path> folder) {
    this.loader = folder.map(SdkCatalog::loader).orElseGet(SdkCatalog.class::getClassLoader);
  }

  private static ClassLoader loader(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      URL[] jars = files.filter(file -> file.toString().endsWith(".jar")).sorted()
          .map(SdkCatalog::url).toArray(URL[]::new);
      return new URLClassLoader("services", jars, SdkCatalog.class.getClassLoader());
    } catch (IOException e) {
      throw new InvalidTaskSettingsException(
          TaskSettings.SDK_DIR + " is not a folder that can be read: " + folder);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(jar + " has no URL", e);
    }
  }

  Optional<SdkService> service(String token) {
    return TOKEN.matcher(token).matches()
        ? services.computeIfAbsent(token, this::find)
        : Optional.empty();
  }

  Optional<SdkOperation> operation(SdkService service, String action) {
    return operations.computeIfAbsent(service.token() + ':' + action,
        _ -> SdkOperation.find(service, action));
  }

  /** The tokens of all services there are, sorted. */
  SortedSet<String> tokens() {
    SortedSet<String> known = tokens;
    if (known == null) {
      known = Collections.unmodifiableSortedSet(findTokens());
      tokens = known;
    }
    return known;
  }

  private SortedSet<String> findTokens() {
    SortedSet<String> found = new TreeSet<>();
    for (String entry : entries(SERVICES)) {
      found.add(entry.substring(0, (entry + '/').indexOf('/')));
    }
    found.addAll(GUESTS.keySet());
    found.removeIf(token -> service(token).isEmpty());
    return found;
  }

  private Optional<SdkService> find(String token) {
    String folder = SERVICES + GUESTS.getOrDefault(token, token) + '/';
    Pattern client = Pattern.compile("(\\w+)Client\\.class");
    // "Default<X>Client" is the implementation beside its interface <X>Client.
    return entries(folder).stream()
        .map(client::matcher)
        .filter(matcher -> matcher.matches() && matcher.group(1).equalsIgnoreCase(token))
        .findFirst()
        .map(matcher -> service(token, folder, matcher.group(1)));
  }

  private SdkService service(String token, String folder, String name) {
    try {
      Class<?> type = Class.forName(folder.replace('/', '.') + name + "Client", false, loader);
      return new SdkService(token, prefixes.getProperty(token, name), type);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("The SDK's module for " + token + " is damaged", e);
    }
  }

  /** The names below a folder of the classpath; of those in jars everything, of those on disk the children. */
  private Collection<String> entries(String folder) {
    SortedSet<String> names = new TreeSet<>();
    try {
      for (URL url : Collections.list(loader.getResources(folder))) {
        if (url.openConnection() instanceof JarURLConnection jar) {
          jar.getJarFile().stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith(folder) && name.length() > folder.length())
              .forEach(name -> names.add(name.substring(folder.length())));
        } else if ("file".equals(url.getProtocol())) {
          try (Stream<Path> children = Files.list(Path.of(URI.create(url.toString())))) {
            children.forEach(child -> names.add(child.getFileName().toString()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The classpath cannot be read", e);
    }
    return List.copyOf(names);
  }

  private static Properties prefixes() {
    Properties prefixes = new Properties();
    try (InputStream in = SdkCatalog.class.getResourceAsStream("error-prefixes.properties")) {
      if (in == null) {
        throw new IllegalStateException("error-prefixes.properties is missing from the jar");
      }
      prefixes.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("error-prefixes.properties cannot be read", e);
    }
    return prefixes;
  }
}
