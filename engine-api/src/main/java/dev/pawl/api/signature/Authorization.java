package dev.pawl.api.signature;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of an {@code Authorization} header of Signature Version 4.
 *
 * @param date the day of the scope, as {@code 20260102}
 * @param signedHeaders in lower case, in order, none twice
 * @param signature 64 digits, lower-case hexadecimal
 */
record Authorization(String accessKeyId, String date, String region, String service,
    List<String> signedHeaders, String signature) {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";
  static final String TERMINATOR = "aws4_request";
  private static final String DIGITS = "0123456789";
  private static final String LOWER_CASE = "abcdefghijklmnopqrstuvwxyz";
  private static final CharacterClass DATE = new CharacterClass(DIGITS);
  private static final CharacterClass KEY_ID = new CharacterClass(
      DIGITS + LOWER_CASE + "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
  private static final CharacterClass HEADER_NAME = new CharacterClass(
      DIGITS + LOWER_CASE + "!#$%&'*+.^_`|~-");
  private static final CharacterClass SIGNATURE = new CharacterClass(DIGITS + "abcdef");
  private static final int DATE_LENGTH = 8;
  private static final int KEY_ID_LONGEST = 128;
  private static final int SIGNATURE_LENGTH = 64;
  private static final int SCOPE_PARTS = 5;
  private static final int LONGEST = 4_096;

  /** @throws ApiException {@code IncompleteSignatureException}, which says what is wrong with the form */
  static Authorization parse(String header) {
    if (header.length() > LONGEST) {
      throw incomplete("it has more than " + LONGEST + " characters");
    }
    int space = header.indexOf(' ');
    if (space < 0 || !header.substring(0, space).equals(ALGORITHM)) {
      throw incomplete("it does not begin with '" + ALGORITHM + " '");
    }
    Map<String, String> parts = new HashMap<>();
    for (String part : header.substring(space + 1).split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part.strip() : part.substring(0, equals).strip();
      if (equals < 0 || parts.put(name, part.substring(equals + 1).strip()) != null) {
        throw incomplete("its part '" + shown(name) + "' has no value, or is there twice");
      }
    }
    for (String name : List.of("Credential", "SignedHeaders", "Signature")) {
      if (parts.getOrDefault(name, "").isEmpty()) {
        throw incomplete("it has no '" + name + "'");
      }
    }
    if (parts.size() > 3) {
      throw incomplete("it has other parts than Credential, SignedHeaders and Signature");
    }
    return of(parts.getOrDefault("Credential", ""), parts.getOrDefault("SignedHeaders", ""),
        parts.getOrDefault("Signature", ""));
  }

  private static Authorization of(String credential, String signedHeaders, String signature) {
    String[] scope = credential.split("/", -1);
    if (scope.length != SCOPE_PARTS || !DATE.makes(scope[1], DATE_LENGTH, DATE_LENGTH)
        || scope[2].isEmpty()
        || !KEY_ID.makes(scope[0], 1, KEY_ID_LONGEST) || !scope[4].equals(TERMINATOR)) {
      throw incomplete("its Credential is not KEY/DATE/REGION/SERVICE/" + TERMINATOR);
    }
    List<String> headers = List.of(signedHeaders.split(";", -1));
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.get(i);
      if (!HEADER_NAME.makes(name, 1, LONGEST)
          || (i > 0 && headers.get(i - 1).compareTo(name) >= 0)) {
        throw incomplete("its SignedHeaders are not names in lower case, sorted, each once");
      }
    }
    if (!SIGNATURE.makes(signature, SIGNATURE_LENGTH, SIGNATURE_LENGTH)) {
      throw incomplete("its Signature is not 64 digits of lower-case hexadecimal");
    }
    return new Authorization(scope[0], scope[1], scope[2], scope[3], headers, signature);
  }

  String scope() {
    return String.join("/", date, region, service, TERMINATOR);
  }

  private static String shown(String name) {
    return name.length() > 40 ? name.substring(0, 40) + "..." : name;
  }

  private static ApiException incomplete(String why) {
    return ApiError.INCOMPLETE_SIGNATURE.about(
        "The Authorization header is not one of Signature Version 4: " + why);
  }
}
