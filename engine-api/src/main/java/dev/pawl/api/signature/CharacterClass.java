package dev.pawl.api.signature;

import java.util.BitSet;

/** Characters that a text may consist of. Each request is asked for several: a regular expression takes longer. */
final class CharacterClass {
  private final BitSet members = new BitSet();

  CharacterClass(String members) {
    members.chars().forEach(this.members::set);
  }

  boolean has(char c) {
    return members.get(c);
  }

  /** Whether a text has nothing else, and so many characters. */
  boolean makes(String text, int shortest, int longest) {
    if (text.length() < shortest || text.length() > longest) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!has(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
