package dev.pawl.core.connection;

import java.util.List;
import java.util.stream.Stream;

/** What a connection adds to every request. */
public record HttpParameters(List<Parameter> headers, List<Parameter> query,
    List<Parameter> body) {
  public static final HttpParameters NONE = new HttpParameters(List.of(), List.of(), List.of());

  public HttpParameters {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
    body = List.copyOf(body);
  }

  /**
   * One of them.
   *
   * @param isSecret whether the value is to be shown to nobody
   */
  public record Parameter(String key, String value, boolean isSecret) {
    /** Does not show the value. */
    @Override
    public String toString() {
      return "Parameter[" + key + "]";
    }
  }

  /** The values that are to be shown to nobody. */
  public Stream<String> secrets() {
    return Stream.of(headers, query, body).flatMap(List::stream).filter(Parameter::isSecret)
        .map(Parameter::value);
  }
}
