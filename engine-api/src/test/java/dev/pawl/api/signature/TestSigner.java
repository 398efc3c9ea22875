package dev.pawl.api.signature;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** AWS's own signer, as a client has it. It signs the hash of the body in a header, too. */
public final class TestSigner {
  private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");

  private TestSigner() {}

  /** The headers of a request with a POST's body to the root, signed. */
  static Map<String, List<String>> signed(Map<String, List<String>> headers, byte[] body,
      String id, String secret, String service, boolean withBody) {
    return signed(URI.create("https://127.0.0.1:8083/"), headers, body,
        AwsCredentialsIdentity.create(id, secret), service, withBody, AT);
  }

  /** The headers of a request with a POST's body, signed for Step Functions. */
  public static Map<String, List<String>> signed(URI uri, Map<String, List<String>> headers,
      byte[] body, AwsCredentialsIdentity key, Instant at) {
    return signed(uri, headers, body, key, "states", true, at);
  }

  private static Map<String, List<String>> signed(URI uri, Map<String, List<String>> headers,
      byte[] body, AwsCredentialsIdentity key, String service, boolean withBody, Instant at) {
    SdkHttpRequest.Builder request = SdkHttpFullRequest.builder()
        .method(SdkHttpMethod.POST)
        .uri(uri);
    headers.forEach(request::putHeader);
    SdkHttpRequest signed = AwsV4HttpSigner.create()
        .sign(sign -> sign.identity(key)
            .request(request.build())
            .payload(() -> new ByteArrayInputStream(body))
            .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
            .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
            .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, withBody)
            .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
        .request();
    return new HashMap<>(signed.headers());
  }
}
