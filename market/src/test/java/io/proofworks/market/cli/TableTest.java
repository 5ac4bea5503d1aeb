package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void shouldRefuseARowOfAnotherWidth() {
    assertThatThrownBy(() -> table.row("alone")).isInstanceOf(IllegalArgumentException.class);
  }
}
