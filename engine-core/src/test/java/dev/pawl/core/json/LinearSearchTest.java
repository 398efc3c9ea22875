package dev.pawl.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class LinearSearchTest {
  @Property(tries = 500, seed = "1")
  void itFindsWhatJavaFinds(
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 8) String unit,
      @ForAll @IntRange(min = 1, max = 80) int repeated,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 5) String end,
      @ForAll @IntRange(max = 400) int from) {
    String part = unit.repeat(repeated) + end;
    String text = unit.repeat(repeated + 3) + "c" + part + part + end;

    assertThat(LinearSearch.indexOf(text, part, from)).isEqualTo(text.indexOf(part, from));
  }
}
