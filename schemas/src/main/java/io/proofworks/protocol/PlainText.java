package io.proofworks.protocol;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Text of somebody else, as it may be taken in and shown. Some characters are orders to whatever
 * shows them, or are not seen: they move a terminal's cursor, begin a line that a log never wrote,
 * or turn the order of what follows around. Records that have them are refused, and wherever text
 * is shown they are escaped as {@code \}{@code uXXXX}. The one place that knows which they are.
 */
public final class PlainText {

  /** Details of answers and dead letters, and values of evidence, are cut here. */
  public static final int SENTENCE = 512;

  private static final String CUT = "...";

  /**
   * First and last code point of each range, ascending: controls, format characters (which include
   * all that change direction), separators of lines, halves of surrogate pairs, noncharacters.
   * Written down, rather than asked of the platform, because a record must not be refused by one
   * version of Unicode and taken by the next.
   */
  private static final int[] HIDDEN = {
    0x00, 0x1F, 0x7F, 0x9F, 0xAD, 0xAD, 0x600, 0x605, 0x61C, 0x61C, 0x6DD, 0x6DD, 0x70F, 0x70F,
    0x890, 0x891, 0x8E2, 0x8E2, 0x180E, 0x180E, 0x200B, 0x200F, 0x2028, 0x202E, 0x2060, 0x206F,
    0xD800, 0xDFFF, 0xFDD0, 0xFDEF, 0xFEFF, 0xFEFF, 0xFFF0, 0xFFFB, 0xFFFE, 0xFFFF, 0x110BD,
    0x110BD, 0x110CD, 0x110CD, 0x13430, 0x1343F, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000,
    0xE0FFF,
  };

  /** What a spreadsheet takes for the beginning of a formula, wide forms too. */
  private static final String FORMULA = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?");

  private PlainText() {}

  /** Whether every character is one that is seen. */
  public static boolean isPlain(String text) {
    return firstHidden(text).isEmpty();
  }

  /** The first code point that is an order or is not seen; half a surrogate pair is one. */
  public static OptionalInt firstHidden(String text) {
    return text.codePoints().filter(PlainText::isHidden).findFirst();
  }

  /** As one line: everything hidden is escaped, line feeds and tabs too. */
  public static String line(String text) {
    return isPlain(text) ? text : escaped(text, "");
  }

  /** As lines: as {@link #line}, but line feeds, carriage returns before them and tabs stay. */
  public static String lines(String text) {
    return isPlain(text) ? text : escaped(text, "\n\t");
  }

  /** As one line of at most {@link #SENTENCE} characters and the mark that it was cut. */
  public static String sentence(String text) {
    return cut(line(cut(text, SENTENCE)), SENTENCE);
  }

  /** At most so many UTF-16 units and the mark that there were more; no pair is torn apart. */
  public static String cut(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(units - 1)) ? units - 1 : units;
    return text.substring(0, end) + CUT;
  }

  /**
   * As the content of a cell: a line, and one that a spreadsheet would calculate is marked as text
   * by an apostrophe. Numbers stay. Quoting is up to the writer of the table.
   */
  public static String cell(String text) {
    String line = line(text);
    boolean formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    return formula && !NUMBER.matcher(text).matches() ? "'" + line : line;
  }

  private static String escaped(String text, String kept) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int at = 0; at < text.length(); ) {
      int code = text.codePointAt(at);
      at += Character.charCount(code);
      boolean endsLine = code == '\r' && at < text.length() && text.charAt(at) == '\n';
      if (!isHidden(code) || kept.indexOf(code) >= 0 || (endsLine && !kept.isEmpty())) {
        out.appendCodePoint(code);
      } else {
        for (char unit : Character.toChars(code)) {
          out.append("\\u%04x".formatted((int) unit));
        }
      }
    }
    return out.toString();
  }

  private static boolean isHidden(int code) {
    if (code >= ' ' && code <= '~') {
      return false;
    }
    if ((code & 0xFFFE) == 0xFFFE) {
      return true; // the last two of each plane are no characters
    }
    for (int range = 0; range < HIDDEN.length && HIDDEN[range] <= code; range += 2) {
      if (code <= HIDDEN[range + 1]) {
        return true;
      }
    }
    return false;
  }
}
