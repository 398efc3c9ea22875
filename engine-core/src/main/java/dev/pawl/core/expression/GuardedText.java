package dev.pawl.core.expression;

/**
 * Text whose reader is stopped with the evaluation: the only way to stop a regular expression.
 *
 * @param tick called for each character that is read; it throws where the evaluation has to stop
 */
record GuardedText(String text, Runnable tick) implements CharSequence {
  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    tick.run();
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
