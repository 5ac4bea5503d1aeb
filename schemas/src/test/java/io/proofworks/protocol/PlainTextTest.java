package io.proofworks.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @Test
  void shouldHideEveryControlAndEveryCharacterThatTurnsTheOrderAround() {
    for (int code = 0; code < 0x20; code++) {
      assertThat(PlainText.isPlain(Character.toString(code))).as("U+%04X", code).isFalse();
    }
    for (int code = 0x7f; code < 0xa0; code++) {
      assertThat(PlainText.isPlain(Character.toString(code))).as("U+%04X", code).isFalse();
    }
    for (int code = 0; code <= Character.MAX_CODE_POINT; code++) {
      int type = Character.getType(code);
      if (type == Character.FORMAT
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR
          || type == Character.SURROGATE) {
        assertThat(PlainText.isPlain(Character.toString(code))).as("U+%04X", code).isFalse();
      }
    }
  }

  @Test
  void shouldTakeWhatPeopleWrite() {
    for (int code = 0; code <= Character.MAX_CODE_POINT; code++) {
      if (Character.isLetterOrDigit(code)) {
        assertThat(PlainText.isPlain(Character.toString(code))).as("U+%04X", code).isTrue();
      }
    }
    assertThat(PlainText.isPlain("zürich 証明 🔑 eth-base/1:2 (x) %$")).isTrue();
  }

  @Test
  void shouldShowAsOneLineWhatWouldBeSeveralOrNone() {
    assertThat(PlainText.line("a\u001b[2J\nb\tc\u202Ed\uD800e\uDB40\uDC20"))
        .isEqualTo("a\\u001b[2J\\u000ab\\u0009c\\u202ed\\ud800e\\udb40\\udc20");
    assertThat(PlainText.line("plain")).isSameAs("plain");
  }

  @Test
  void shouldKeepLinesWhereLinesAreMeant() {
    assertThat(PlainText.lines("a\r\nb\n\tc\rd\u0007")).isEqualTo("a\r\nb\n\tc\\u000dd\\u0007");
  }

  @Test
  void shouldTearNoPairApartWhenItCuts() {
    assertThat(PlainText.cut("ab🔑", 3)).isEqualTo("ab...");
    assertThat(PlainText.cut("ab🔑", 4)).isEqualTo("ab🔑");
    assertThat(PlainText.sentence("\u0000".repeat(10_000)))
        .hasSizeLessThanOrEqualTo(PlainText.SENTENCE + 3)
        .matches(PlainText::isPlain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"=1", "+a", "-a", "@a", "\t=1", "\r=1", "=HYPERLINK(\"x\")", "＝1", "-1+1|x"})
  void shouldMarkAFormulaAsText(String cell) {
    assertThat(PlainText.cell(cell)).startsWith("'").matches(PlainText::isPlain);
  }

  @ParameterizedTest
  @CsvSource({"-5,-5", "+1.5,+1.5", "-1e-9,-1e-9", "a=b,a=b", "'',''"})
  void shouldLeaveNumbersAndTheRest(String cell, String shown) {
    assertThat(PlainText.cell(cell)).isEqualTo(shown);
  }
}
