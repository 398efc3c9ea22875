package dev.pawl.bench;

/** The definitions and documents that the interpreter is measured with. */
final class Chains {
  /** How often Pass, Choice and Pass are repeated in a chain. */
  static final int LINKS = 10;

  /** The states that one run of a chain enters. */
  static final int TRANSITIONS = 3 * LINKS;

  /** The longest payload that Step Functions allows, in bytes. */
  static final int LARGE_BYTES = 262_144;

  private static final String JSON_PATH_LINK = """
      "Price%1$d": {"Type": "Pass",
        "Parameters": {
          "net.$": "$.order.total", "currency.$": "$.order.currency", "line.$": "$.order.lines[0].sku",
          "by.$": "$$.State.Name", "note.$": "States.Format('order {} of {}', $.order.id, $.customer.name)",
          "rate": 19},
        "ResultPath": "$.price", "Next": "Check%1$d"},
      "Check%1$d": {"Type": "Choice",
        "Choices": [
          {"Variable": "$.customer.kind", "StringEquals": "blocked", "Next": "Settle%1$d"},
          {"Variable": "$.order.placedAt", "TimestampLessThan": "2020-01-01T00:00:00Z", "Next": "Settle%1$d"},
          {"And": [
            {"Variable": "$.price.net", "NumericGreaterThan": 100},
            {"Variable": "$.customer.kind", "StringMatches": "gold*"},
            {"Not": {"Variable": "$.order.cancelled", "IsPresent": true}}],
           "Next": "Settle%1$d"}],
        "Default": "Settle%1$d"},
      "Settle%1$d": {"Type": "Pass", "Result": {"settled": true, "step": %1$d},
        "ResultPath": "$.status", %2$s}
      """;

  private static final String JSONATA_LINK = """
      "Price%1$d": {"Type": "Pass",
        "Output": {
          "order": "{%% $states.input.order %%}", "customer": "{%% $states.input.customer %%}",
          "notes": "{%% $states.input.notes %%}",
          "price": {
            "net": "{%% $sum($states.input.order.lines.(price * quantity)) %%}",
            "by": "{%% $states.context.State.Name %%}",
            "note": "{%% 'order ' & $states.input.order.id & ' of ' & $states.input.customer.name %%}",
            "rate": 19}},
        "Next": "Check%1$d"},
      "Check%1$d": {"Type": "Choice",
        "Choices": [
          {"Condition": "{%% $states.input.customer.kind = 'blocked' %%}", "Next": "Settle%1$d"},
          {"Condition": "{%% $states.input.price.net > 100 and $contains($states.input.customer.kind, 'gold') %%}",
           "Next": "Settle%1$d"}],
        "Default": "Settle%1$d"},
      "Settle%1$d": {"Type": "Pass",
        "Output": "{%% $merge([$states.input, {'status': {'settled': true, 'step': %1$d}}]) %%}", %2$s}
      """;

  private Chains() {}

  static Workload jsonPath() {
    return Workload.of(machine("JSONPath", JSON_PATH_LINK, LINKS), order(), TRANSITIONS);
  }

  static Workload jsonata() {
    return Workload.of(machine("JSONata", JSONATA_LINK, LINKS), order(), TRANSITIONS);
  }

  /** Pass states that neither read nor change a document of the largest size. */
  static Workload largeThroughPasses(int passes) {
    String link = "\"Price%1$d\": {\"Type\": \"Pass\", %2$s}";
    return Workload.of(machine("JSONPath", link, passes), large(), passes);
  }

  /** @param link the states of one link; the first is named Price, followed by the link's number */
  private static String machine(String queryLanguage, String link, int links) {
    var states = new StringBuilder();
    for (int i = 1; i <= links; i++) {
      String onwards = i == links ? "\"End\": true" : "\"Next\": \"Price" + (i + 1) + "\"";
      states.append(i == 1 ? "" : ",\n").append(link.formatted(i, onwards));
    }
    return "{\"QueryLanguage\": \"%s\", \"StartAt\": \"Price1\", \"States\": {%s}}"
        .formatted(queryLanguage, states);
  }

  /** An order of 1 KB. */
  static String order() {
    String document = """
        {"order":{"id":"o-4711","placedAt":"2026-02-27T09:30:00Z","currency":"EUR","total":249.5,"lines":[\
        {"sku":"A-100","title":"Desk lamp, brushed steel","price":79.5,"quantity":1},\
        {"sku":"B-220","title":"Office chair \\"Nord\\"","price":85,"quantity":2},\
        {"sku":"C-003","title":"Cable, 2 m","price":0,"quantity":3}]},\
        "customer":{"id":81723,"name":"Zoë Martin","kind":"gold-eu","since":2014,"newsletter":false,\
        "address":{"street":"12 Rue des Fleurs","city":"Lyon","zip":"69001","country":"FR"}},\
        "notes":[%s]}""";
    var notes = new StringBuilder();
    for (int i = 0; document.length() + notes.length() < 1_000; i++) {
      notes.append(i == 0 ? "" : ",").append("{\"n\":").append(i)
          .append(",\"text\":\"left at the front desk\",\"seen\":true}");
    }
    return document.formatted(notes);
  }

  private static String large() {
    var document = new StringBuilder("{\"rows\":[");
    for (int i = 0; document.length() < LARGE_BYTES - 200; i++) {
      document.append(i == 0 ? "" : ",").append("{\"id\":").append(i)
          .append(",\"name\":\"row ").append(i).append("\",\"value\":").append(i * 0.5).append('}');
    }
    return document.append("]}").toString();
  }
}
