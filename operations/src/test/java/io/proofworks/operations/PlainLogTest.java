package io.proofworks.operations;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.proofworks.protocol.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The configuration of processes, with what an outsider may have put into a message. */
class PlainLogTest {

  private static final String ODD =
      "x\n2026-01-01T00:00:00.000Z ERROR Ledger forged\u001b[2J\u202E\r\u0085";

  private static String logged(String configuration) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(
          Objects.requireNonNull(PlainLogTest.class.getResource(configuration)));
      Logger log = context.getLogger("io.proofworks.Test");
      Exception cause = new IllegalStateException(ODD, new RuntimeException(ODD));
      cause.addSuppressed(new RuntimeException(ODD));
      log.error("route={}", ODD, cause);
    } finally {
      context.stop();
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldWriteOneLineForAMessageWhateverIsInIt() throws Exception {
    String text = logged("/process-logback.xml");

    assertThat(PlainText.lines(text)).isEqualTo(text);
    assertThat(text.lines()).noneMatch(line -> line.startsWith("2026-01-01"));
    assertThat(text)
        .contains("route=x\\u000a2026-01-01T00:00:00.000Z ERROR Ledger forged\\u001b[2J\\u202e")
        .contains("IllegalStateException: x\\u000a2026")
        .contains("Caused by: java.lang.RuntimeException: x\\u000a2026");
  }
}
