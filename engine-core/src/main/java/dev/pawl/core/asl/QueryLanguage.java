package dev.pawl.core.asl;

/** The language of a state's expressions (reference: asl, section 1). */
public enum QueryLanguage {
  JSON_PATH("JSONPath"),
  JSONATA("JSONata");

  private final String spelling;

  QueryLanguage(String spelling) {
    this.spelling = spelling;
  }

  /** As a definition writes it. */
  public String spelling() {
    return spelling;
  }
}
