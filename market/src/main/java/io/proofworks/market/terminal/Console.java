package io.proofworks.market.terminal;

import io.proofworks.protocol.PlainText;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two streams of a command: data on standard output, everything said to people on standard
 * error. Colours only on a terminal, and never with {@code NO_COLOR}.
 */
public final class Console {

  /** Colours by meaning. */
  public enum Style {
    PLAIN(""),
    STRONG("\u001b[1m"),
    FAINT("\u001b[2m"),
    GOOD("\u001b[32m"),
    WARN("\u001b[33m"),
    BAD("\u001b[31m");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  /** What {@link #styled} writes. */
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[(?:0|1|2|31|32|33)m");

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final boolean colour;

  public Console(PrintStream out, PrintStream err, Map<String, String> env, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.colour = terminal && env.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** The process's own streams. */
  public static Console system() {
    boolean terminal = System.console() != null && System.console().isTerminal();
    return new Console(System.out, System.err, System.getenv(), terminal);
  }

  /** Whether people watch a terminal, so that progress may be redrawn in place. */
  public boolean isTerminal() {
    return terminal;
  }

  /** Data. */
  public void print(String text) {
    out.print(PlainText.lines(text));
    out.flush();
  }

  /** Where data goes, for those who write it themselves. */
  public PrintWriter writer() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  /** A line for people. */
  public void say(String text) {
    err.println(shown(text));
  }

  /** A line for people, in that style. */
  public void say(Style style, String text) {
    err.println(styled(style, shown(text)));
  }

  /** Redraws the last line; only on a terminal. */
  public void redraw(String text) {
    if (terminal) {
      err.print("\r\u001b[2K" + shown(text));
      err.flush();
    }
  }

  /** Texts of outsiders may be in it: of what a terminal obeys, only our own colours are left. */
  private String shown(String text) {
    if (!colour) {
      return PlainText.lines(text);
    }
    StringBuilder shown = new StringBuilder();
    Matcher ours = COLOUR.matcher(text);
    int from = 0;
    while (ours.find()) {
      shown.append(PlainText.lines(text.substring(from, ours.start()))).append(ours.group());
      from = ours.end();
    }
    return shown.append(PlainText.lines(text.substring(from))).toString();
  }

  public String styled(Style style, String text) {
    return colour && !style.code.isEmpty() ? style.code + text + "\u001b[0m" : text;
  }
}
