package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.market.terminal.Table;
import org.junit.jupiter.api.Test;

class TableTest {

  private final Table table = Table.of("name", "note").row("ada", "a,\"b\"").row("grace", "c");

  @Test
  void shouldAlignColumnsWithoutTrailingBlanks() {
    assertThat(table.format(Table.Format.TABLE))
        .isEqualTo("name   note\nada    a,\"b\"\ngrace  c\n");
  }

  @Test
  void shouldQuoteCsvAsRfc4180() {
    assertThat(table.format(Table.Format.CSV))
        .isEqualTo("name,note\r\nada,\"a,\"\"b\"\"\"\r\ngrace,c\r\n");
  }

  @Test
  void shouldWriteOneJsonObjectPerRow() {
    assertThat(table.format(Table.Format.JSON))
        .isEqualToIgnoringWhitespace(
            "[{\"name\":\"ada\",\"note\":\"a,\\\"b\\\"\"},{\"name\":\"grace\",\"note\":\"c\"}]");
  }

  @Test
  void shouldShowWhatAnOutsiderChoseAndNeitherObeyNorCalculateIt() {
    Table odd = Table.of("route", "lost").row("=HYPERLINK(\"x\")\n\u001b[2J\u202E", "-5");

    assertThat(odd.format(Table.Format.TABLE))
        .isEqualTo(
            "route                                 lost\n"
                + "=HYPERLINK(\"x\")\\u000a\\u001b[2J\\u202e  -5\n");
    assertThat(odd.format(Table.Format.CSV))
        .isEqualTo("route,lost\r\n\"'=HYPERLINK(\"\"x\"\")\\u000a\\u001b[2J\\u202e\",-5\r\n");
  }

  @Test
  void shouldRefuseARowOfAnotherWidth() {
    assertThatThrownBy(() -> table.row("alone")).isInstanceOf(IllegalArgumentException.class);
  }
}
