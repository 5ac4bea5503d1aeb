package io.proofworks.market.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the source says of an enum and its constants, as Markdown. */
final class Javadocs {

  private static final Pattern CONSTANT =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*([A-Z][A-Z0-9_]*)\\s*[,;(}]", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public enum ", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("\\{@(?:code|link)\\s+#?([^}]*)}");

  private final String source;

  private Javadocs(String source) {
    this.source = source;
  }

  static Javadocs of(Class<? extends Enum<?>> type, String module) throws IOException {
    String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
    return new Javadocs(Files.readString(Path.of("..", module).resolve(file)));
  }

  /** The first paragraph of the enum's own. */
  String type() {
    return TYPE.matcher(source)
        .results()
        .map(found -> markdown(found.group(1).split("<pre>|<p>", 2)[0]))
        .findFirst()
        .orElseThrow();
  }

  /** The diagram of the enum's own. */
  String diagram() {
    String doc = source.substring(source.indexOf("<pre>") + 5, source.indexOf("</pre>"));
    return Stream.of(doc.split("\n"))
        .map(line -> line.replaceFirst("^ \\* ?", "").replace("&lt;", "<").stripTrailing())
        .filter(line -> !line.isBlank())
        .reduce("", (text, line) -> text + line + "\n");
  }

  /** By constant, each of which has to say something. */
  <E extends Enum<E>> Map<E, String> constants(Class<E> type) {
    Map<String, String> found = new LinkedHashMap<>();
    CONSTANT
        .matcher(source)
        .results()
        .forEach(one -> found.put(one.group(2), markdown(one.group(1))));
    Map<E, String> texts = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      assertThat(found).as("Javadoc of %s", constant).containsKey(constant.name());
      texts.put(constant, found.get(constant.name()));
    }
    return texts;
  }

  private static String markdown(String javadoc) {
    String text = javadoc.replaceAll("\\s*\n\\s*\\*?\\s*", " ").strip().replaceAll(" \\*$", "");
    return TAG.matcher(text).replaceAll("`$1`");
  }
}
