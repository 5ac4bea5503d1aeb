package io.proofworks.market.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.terminal.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private static final String ODD = "x\u001b]0;owned\u0007\u001b[2J\u202E";
  private static final String SHOWN = "x\\u001b]0;owned\\u0007\\u001b[2J\\u202e";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Console console(boolean terminal) {
    return new Console(print(out), print(err), Map.of(), terminal);
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  @Test
  void shouldWriteDataThatATerminalDoesNotObey() {
    console(false).print("{\"a\": \"" + ODD + "\"}\n\tb\n");

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\": \"" + SHOWN + "\"}\n\tb\n");
  }

  @Test
  void shouldLeaveItsOwnColoursAndNothingElse() {
    Console console = console(true);

    console.say(Console.Style.BAD, ODD);
    console.say("a " + console.styled(Console.Style.STRONG, "b") + ODD);
    console.redraw(ODD);

    assertThat(err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"))
        .isEqualTo(
            "\u001b[31m"
                + SHOWN
                + "\u001b[0m\n"
                + "a \u001b[1mb\u001b[0m"
                + SHOWN
                + "\n"
                + "\r\u001b[2K"
                + SHOWN);
  }
}
