package dev.pawl.api.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pawl.api.protocol.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signature Version 4 by AWS's published examples, and by what becomes of a request that is changed afterwards. */
final class SignatureVerifierTest {
  private static final String ID = "AKIDEXAMPLE";
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
  private static Optional<SigningKey> key(String id) {
    return id.equals(ID)
        ? Optional.of(new SigningKey(SECRET, Optional.empty(), Optional.empty()))
        : Optional.empty();
  }

  private final SignatureVerifier verifier = new SignatureVerifier(Set.of("service", "iam"));

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      GET  | /                | ''                                         | ''                                     | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
      GET  | /example/..      | ''                                         | ''                                     | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
      GET  | /./              | ''                                         | ''                                     | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
      GET  | //               | ''                                         | ''                                     | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31
      GET  | /                | Param2=value2&Param1=value1                | ''                                     | b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500
      GET  | /                | Param1=value1                              | ''                                     | a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb
      GET  | /                | Param1=value2&Param1=value1                | ''                                     | 5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694
      GET  | /                | Param1=value2&Param1=Value1                | ''                                     | eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1
      GET  | /                | %E1%88%B4=bar                              | ''                                     | 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04
      GET  | /                | ''                                         | my-header1: value1 ;my-header2: "a   b   c" | acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736
      GET  | /                | ''                                         | my-header1:value2;my-header1:value2;my-header1:value1 | c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea
      POST | /                | ''                                         | ''                                     | 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b
      POST | /                | ''                                         | my-header1:VALUE1                      | cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d
      """)
  void aPublishedExampleIsRight(String method, String path, String query, String headers,
      String signature) {
    Map<String, List<String>> sent = new HashMap<>();
    sent.put("Host", List.of("example.amazonaws.com"));
    sent.put("X-Amz-Date", List.of("20150830T123600Z"));
    for (String header : headers.isEmpty() ? new String[0] : headers.split(";", -1)) {
      int colon = header.indexOf(':');
      List<String> values = new ArrayList<>(
          sent.getOrDefault(header.substring(0, colon), List.of()));
      values.add(header.substring(colon + 1));
      sent.put(header.substring(0, colon), values);
    }
    String signed = headers.isEmpty()
        ? "host;x-amz-date"
        : "host;my-header1" + (headers.contains("my-header2") ? ";my-header2" : "")
            + ";x-amz-date";
    sent.put("Authorization", List.of(header("service", signed, signature)));

    assertThat(verifier.verify(new SignedRequest(method, path, query, sent, new byte[0]), NOW,
        SignatureVerifierTest::key)).isEqualTo(ID);
  }

  @Test
  void theExampleOfTheDocumentationIsRight() {
    Map<String, List<String>> headers = Map.of("Host", List.of("iam.amazonaws.com"),
        "Content-Type", List.of("application/x-www-form-urlencoded; charset=utf-8"), "X-Amz-Date",
        List.of("20150830T123600Z"), "Authorization",
        List.of(header("iam", "content-type;host;x-amz-date",
            "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")));

    assertThat(verifier.verify(new SignedRequest("GET", "/",
        "Action=ListUsers&Version=2010-05-08", headers, new byte[0]), NOW,
        SignatureVerifierTest::key)).isEqualTo(ID);
  }

  /** What the SDKs send. */
  private static final byte[] BODY = "{\"stateMachineArn\":\"arn\"}"
      .getBytes(StandardCharsets.UTF_8);

  private static Map<String, List<String>> call() {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("Host", List.of("127.0.0.1:8083"));
    headers.put("x-amz-target", List.of("AWSStepFunctions.DescribeStateMachine"));
    headers.put("content-type", List.of("application/x-amz-json-1.0"));
    return headers;
  }

  private static Map<String, List<String>> signedCall() {
    return TestSigner.signed(call(), BODY, ID, SECRET, "service", true);
  }

  @Test
  void aCallOfAnSdkIsRight() {
    assertThat(verify(signedCall(), BODY)).isEqualTo(ID);
  }

  @Test
  void everyByteOfTheBodyIsCovered() {
    Map<String, List<String>> headers = signedCall();
    for (int i = 0; i < BODY.length; i++) {
      byte[] changed = BODY.clone();
      changed[i] ^= 1;

      assertThat(refusal(headers, changed)).as("byte %d", i)
          .isEqualTo("InvalidSignatureException");
    }
  }

  @Test
  void everyCharacterOfEverySignedHeaderIsCovered() {
    Map<String, List<String>> headers = signedCall();
    int tried = 0;
    for (String name : List.of("Host", "X-Amz-Date", "x-amz-target", "content-type",
        "x-amz-content-sha256", "Authorization")) {
      String value = Objects.requireNonNull(headers.get(name)).getFirst();
      for (int i = 0; i < value.length(); i++) {
        char changed = value.charAt(i) == 'x' ? 'y' : 'x';
        Map<String, List<String>> sent = new HashMap<>(headers);
        sent.put(name, List.of(value.substring(0, i) + changed + value.substring(i + 1)));

        assertThat(refusal(sent, BODY)).as("%s at %d", name, i).isIn(
            "InvalidSignatureException", "IncompleteSignatureException",
            "UnrecognizedClientException");
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(200);
  }

  @Test
  void methodPathAndQueryAreCovered() {
    Map<String, List<String>> headers = signedCall();
    assertThat(refusal(new SignedRequest("GET", "/", "", headers, BODY)))
        .isEqualTo("InvalidSignatureException");
    assertThat(refusal(new SignedRequest("POST", "/x", "", headers, BODY)))
        .isEqualTo("InvalidSignatureException");
    assertThat(refusal(new SignedRequest("POST", "/", "a=b", headers, BODY)))
        .isEqualTo("InvalidSignatureException");
  }

  @Test
  void whatChoosesTheOperationHasToBeSigned() {
    Map<String, List<String>> hidden = call();
    List<String> target = hidden.remove("x-amz-target");
    Map<String, List<String>> headers = TestSigner.signed(hidden, BODY, ID, SECRET, "service",
        true);
    headers.put("X-Amz-Target", target);

    assertThat(refusal(headers, BODY)).isEqualTo("InvalidSignatureException");
  }

  @Test
  void anUnsignedHeaderOfAmazonsIsRefused() {
    Map<String, List<String>> headers = new HashMap<>(signedCall());
    headers.put("X-Amz-Target-Other", List.of("a"));

    assertThat(refusal(headers, BODY)).isEqualTo("InvalidSignatureException");
  }

  @Test
  void aBodyThatIsNotSignedIsRefused() {
    Map<String, List<String>> headers = TestSigner.signed(call(), BODY, ID, SECRET, "service",
        false);

    assertThat(headers.get("x-amz-content-sha256")).containsExactly("UNSIGNED-PAYLOAD");
    assertThat(refusal(headers, BODY)).isEqualTo("InvalidSignatureException");
  }

  @ParameterizedTest
  @CsvSource({"-901, InvalidSignatureException", "901, InvalidSignatureException", "-899, ''",
      "899, ''"})
  void theClockMayBeAQuarterOfAnHourOff(long seconds, String answer) {
    SignedRequest request = new SignedRequest("POST", "/", "", signedCall(), BODY);

    assertThat(refusal(request, NOW.plusSeconds(seconds), SignatureVerifierTest::key))
        .isEqualTo(answer);
  }

  @Test
  void anUnknownKeyAndAWrongSecretAreTold() {
    assertThat(refusal(TestSigner.signed(call(), BODY, "OTHER", SECRET, "service", true), BODY))
        .isEqualTo("UnrecognizedClientException");
    assertThat(refusal(TestSigner.signed(call(), BODY, ID, "wrong", "service", true), BODY))
        .isEqualTo("InvalidSignatureException");
    assertThat(refusal(TestSigner.signed(call(), BODY, ID, SECRET, "s3", true), BODY))
        .isEqualTo("InvalidSignatureException");
  }

  @Test
  void aSessionNeedsItsTokenAndEnds() {
    byte[] token = sha256("session".getBytes(StandardCharsets.UTF_8));
    Function<String, Optional<SigningKey>> keys = _ -> Optional
        .of(new SigningKey(SECRET, Optional.of(token),
            Optional.of(NOW.plus(Duration.ofMinutes(5)))));
    SignedRequest good = new SignedRequest("POST", "/", "",
        withSession("session"), BODY);
    SignedRequest other = new SignedRequest("POST", "/", "",
        withSession("sessiom"), BODY);
    SignedRequest without = new SignedRequest("POST", "/", "", signedCall(), BODY);

    assertThat(refusal(good, NOW, keys)).isEmpty();
    assertThat(refusal(other, NOW, keys)).isEqualTo("UnrecognizedClientException");
    assertThat(refusal(without, NOW, keys)).isEqualTo("UnrecognizedClientException");
    assertThat(refusal(good, NOW, SignatureVerifierTest::key))
        .isEqualTo("UnrecognizedClientException");
    assertThat(refusal(good, NOW.plus(Duration.ofMinutes(5)), keys))
        .isEqualTo("ExpiredTokenException");
  }

  private static Map<String, List<String>> withSession(String token) {
    Map<String, List<String>> headers = call();
    headers.put("x-amz-security-token", List.of(token));
    return TestSigner.signed(headers, BODY, ID, SECRET, "service", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "AWS4-HMAC-SHA256",
      "Basic YWJj",
      "AWS4-HMAC-SHA256 Credential=a",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=host;x-amz-date",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=x-amz-date;host, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=Host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=host;host, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/x/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5FA0",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31, Signature=0",
      "AWS4-HMAC-SHA256 Credential=K/20150830/r/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31, Other=0",
      "AWS4-HMAC-SHA512 Credential=K/20150830/r/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
  })
  void aGarbledHeaderIsIncomplete(String authorization) {
    assertThat(refusal(Map.of("Host", List.of("h"), "Authorization", List.of(authorization)),
        BODY)).isEqualTo("IncompleteSignatureException");
  }

  @Test
  void nothingSignedIsMissing() {
    assertThat(refusal(Map.of("Host", List.of("h")), BODY))
        .isEqualTo("MissingAuthenticationTokenException");
    assertThat(refusal(new SignedRequest("POST", "/", "X-Amz-Signature=5fa0",
        Map.of("Host", List.of("h")), BODY))).isEqualTo("IncompleteSignatureException");
    Map<String, List<String>> twice = new HashMap<>(signedCall());
    twice.computeIfPresent("Authorization",
        (_, one) -> List.of(one.getFirst(), one.getFirst()));
    assertThat(refusal(twice, BODY)).isEqualTo("IncompleteSignatureException");
  }

  private String verify(Map<String, List<String>> headers, byte[] body) {
    return verifier.verify(new SignedRequest("POST", "/", "", headers, body), NOW,
        SignatureVerifierTest::key);
  }

  private String refusal(Map<String, List<String>> headers, byte[] body) {
    return refusal(new SignedRequest("POST", "/", "", headers, body));
  }

  private String refusal(SignedRequest request) {
    return refusal(request, NOW, SignatureVerifierTest::key);
  }

  /** AWS's name of the error; empty where there is none. */
  private String refusal(SignedRequest request, Instant now,
      Function<String, Optional<SigningKey>> keys) {
    ApiException refused = catchThrowableOfType(ApiException.class,
        () -> verifier.verify(request, now, keys));
    return refused == null ? "" : refused.error().code();
  }

  private static String header(String service, String signedHeaders, String signature) {
    return "AWS4-HMAC-SHA256 Credential=" + ID + "/20150830/us-east-1/" + service
        + "/aws4_request, SignedHeaders=" + signedHeaders + ", Signature=" + signature;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
