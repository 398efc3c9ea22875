package dev.pawl.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What policies decide, as IAM documents it. */
final class PoliciesTest {
  private static final String MACHINE = "arn:aws:states:us-east-1:000000000001:stateMachine:orders";

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      {"Effect":"Allow","Action":"*","Resource":"*"}                                                                            | ALLOWED
      {"Effect":"Allow","Action":"states:*","Resource":"*"}                                                                     | ALLOWED
      {"Effect":"Allow","Action":"STATES:startexecution","Resource":"*"}                                                        | ALLOWED
      {"Effect":"Allow","Action":["states:Stop*","states:Start*"],"Resource":"*"}                                               | ALLOWED
      {"Effect":"Allow","Action":"states:StartExecutio?","Resource":"*"}                                                        | ALLOWED
      {"Effect":"Allow","Action":"states:StartExecution?","Resource":"*"}                                                       | NOT_ALLOWED
      {"Effect":"Allow","Action":"states:Start","Resource":"*"}                                                                 | NOT_ALLOWED
      {"Effect":"Allow","Action":"lambda:*","Resource":"*"}                                                                     | NOT_ALLOWED
      {"Effect":"Allow","NotAction":"states:Delete*","Resource":"*"}                                                            | ALLOWED
      {"Effect":"Allow","NotAction":"states:Start*","Resource":"*"}                                                             | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:us-east-1:000000000001:stateMachine:orders"}                    | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:*:*:stateMachine:ord*"}                                         | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:*:stateMachine:orders"}                                         | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:us-east-1:000000000001:*"}                                      | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:us-east-1:000000000002:*"}                                      | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:us-east-1:000000000001:stateMachine:Orders"}                    | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","NotResource":"arn:aws:states:*:*:stateMachine:orders"}                                    | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","NotResource":"arn:aws:states:*:*:stateMachine:other"}                                     | ALLOWED
      {"Effect":"Deny","Action":"*","Resource":"*"}                                                                             | EXPLICITLY_DENIED
      {"Effect":"Deny","Action":"states:Stop*","Resource":"*"}                                                                  | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"ann"}}}                        | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"bob"}}}                        | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"AWS:UserName":["bob","ann"]}}}                | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"ANN"}}}                        | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqualsIgnoreCase":{"aws:username":"ANN"}}}              | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:username":["bob","ann"]}}}             | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:username":["bob","eve"]}}}             | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:username":"a*"}}}                           | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotLike":{"aws:username":"a*"}}}                        | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:useragent":"x"}}}                         | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:useragent":"x"}}}                 | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:useragent":"x"}}}                      | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:useragent":"true"}}}                              | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:username":true}}}                                 | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:username":"false"}}}                              | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}                    | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":["192.168.0.0/16","10.1.2.3"]}}}   | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.1.2.4/32"}}}                   | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"::/0"}}}                          | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"::ffff:10.0.0.0"}}}               | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}                 | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-06-01T00:00:00Z"}}}    | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2026-06-01"}}}           | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"aws:EpochTime":1767225601}}}               | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericGreaterThanEquals":{"aws:EpochTime":"1767225601"}}}    | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}                        | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false}}}                         | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/*"}}}       | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"arn:aws:iam::*:user/ann"}}} | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:PrincipalType":["B","C"]}}}   | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalType":["B","C"]}}}  | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalType":["A","B"]}}}  | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:UserAgent":["B","C"]}}}      | ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:UserAgent":["B","C"]}}}       | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"ann"},"Bool":{"aws:SecureTransport":"true"}}} | NOT_ALLOWED
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:username":"ann","aws:useragent":"x"}}}    | NOT_ALLOWED
      {"Effect":"allow","Action":"*","Resource":"*"}                                                                            | INVALID
      {"Action":"*","Resource":"*"}                                                                                             | INVALID
      {"Effect":"Allow","Resource":"*"}                                                                                         | INVALID
      {"Effect":"Allow","Action":"*"}                                                                                           | INVALID
      {"Effect":"Allow","Action":"*","NotAction":"states:*","Resource":"*"}                                                     | INVALID
      {"Effect":"Allow","Action":[],"Resource":"*"}                                                                             | INVALID
      {"Effect":"Allow","Action":"StartExecution","Resource":"*"}                                                               | INVALID
      {"Effect":"Allow","Action":"*","Resource":"orders"}                                                                       | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}                                                            | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Effect":"Deny"}                                                            | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringMatches":{"aws:username":"a"}}}                         | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NullIfExists":{"aws:username":"true"}}}                       | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForSomeValues:StringEquals":{"aws:username":"a"}}}            | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:nothing":"a"}}}                           | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"010.0.0.0/8"}}}                   | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/33"}}}                   | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"localhost"}}}                     | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"aws:EpochTime":"1e9"}}}                      | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateEquals":{"aws:CurrentTime":"soon"}}}                      | INVALID
      {"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"yes"}}}                         | INVALID
      {"Effect":"Allow","Action":"*","Resource":"arn:aws:states:*:*:stateMachine:${aws:username}"}                              | INVALID
      """)
  void aStatementDecidesAsIamSays(String statement, String decision) {
    String json = "{\"Version\":\"2012-10-17\",\"Statement\":" + statement + "}";
    if (decision.equals("INVALID")) {
      assertThatThrownBy(() -> PolicyDocument.parse(json))
          .isInstanceOf(InvalidPolicyException.class);
      return;
    }
    Map<String, List<String>> context = Map.of("aws:username", List.of("ann"), "aws:SourceIp",
        List.of("10.1.2.3"), "aws:CurrentTime", List.of("2026-01-01T00:00:00Z"), "aws:EpochTime",
        List.of("1767225600"), "aws:SecureTransport", List.of("false"), "aws:PrincipalArn",
        List.of("arn:aws:iam::000000000001:user/ann"), "aws:PrincipalType", List.of("A", "B"));

    assertThat(Policies.decide(List.of(PolicyDocument.parse(json)),
        new AccessRequest("states:StartExecution", MACHINE, context)))
        .isEqualTo(AccessDecision.valueOf(decision));
  }

  @Test
  void aDenialWinsWhereverItStands() {
    PolicyDocument allow = parse("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}");
    PolicyDocument deny = parse(
        "{\"Effect\":\"Deny\",\"Action\":\"states:Stop*\",\"Resource\":\"*\"}");
    AccessRequest stop = new AccessRequest("states:StopExecution", "*");

    assertThat(Policies.decide(List.of(allow, deny), stop))
        .isEqualTo(AccessDecision.EXPLICITLY_DENIED);
    assertThat(Policies.decide(List.of(deny, allow), stop))
        .isEqualTo(AccessDecision.EXPLICITLY_DENIED);
    assertThat(Policies.decide(List.of(allow, deny),
        new AccessRequest("states:StartExecution", "*"))).isEqualTo(AccessDecision.ALLOWED);
    assertThat(Policies.decide(List.of(), stop)).isEqualTo(AccessDecision.NOT_ALLOWED);
    assertThat(Policies.decide(List.of(allow, PolicyDocument.denyAll()), stop))
        .isEqualTo(AccessDecision.EXPLICITLY_DENIED);
  }

  @Test
  void anythingElseThanAPolicyIsRefused() {
    for (String json : List.of("", "[]", "null", "{}", "{\"Version\":\"2012-10-17\"}",
        "{\"Version\":\"2020-01-01\",\"Statement\":[]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":[\"x\"]}",
        "{\"Version\":\"2012-10-17\",\"Statement\":{},\"Other\":1}", "x".repeat(7_000))) {
      assertThatThrownBy(() -> PolicyDocument.parse(json)).as(json)
          .isInstanceOf(InvalidPolicyException.class);
    }
  }

  @Test
  void wildcardsAgreeWithAnOracleAndTakeNoTime() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      String pattern = text(random, "ab*?", 8);
      String text = text(random, "ab", 8);

      assertThat(Wildcards.matches(pattern, text)).as("%s %s", pattern, text)
          .isEqualTo(oracle(pattern, text));
    }
    assertThat(Wildcards.matches("*a".repeat(2_000) + "b", "a".repeat(6_000))).isFalse();
  }

  /** By dynamic programming over all pairs of prefixes. */
  private static boolean oracle(String pattern, String text) {
    boolean[] row = new boolean[text.length() + 1];
    row[0] = true;
    for (int i = 0; i < pattern.length(); i++) {
      char p = pattern.charAt(i);
      boolean[] next = new boolean[text.length() + 1];
      next[0] = p == '*' && row[0];
      for (int t = 1; t <= text.length(); t++) {
        next[t] = p == '*'
            ? next[t - 1] || row[t]
            : row[t - 1] && (p == '?' || p == text.charAt(t - 1));
      }
      row = next;
    }
    return row[text.length()];
  }

  private static String text(SplittableRandom random, String letters, int longest) {
    return random.ints(random.nextInt(longest + 1), 0, letters.length())
        .mapToObj(i -> letters.substring(i, i + 1)).collect(Collectors.joining());
  }

  private static PolicyDocument parse(String statement) {
    return PolicyDocument
        .parse("{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}");
  }
}
