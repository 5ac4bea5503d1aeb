import com.google.googlejavaformat.java.Formatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The formatter gate: {@code check} lists files that google-java-format would change and fails,
 * {@code apply} rewrites them. Runs on the JDK 25 toolchain, since the formatter parses with the
 * compiler of the JVM it runs on, and Maven's own may be older than the language we write.
 */
final class Format {
  public static void main(String[] args) throws IOException {
    boolean apply = args.length > 0 && args[0].equals("apply");
    List<Path> changed;
    try (Stream<Path> files = Files.walk(Path.of("."))) {
      changed =
          files
              .filter(f -> f.toString().endsWith(".java"))
              .filter(f -> !f.toString().contains("/target/"))
              .toList()
              .parallelStream()
              .filter(f -> differs(f, apply))
              .sorted()
              .toList();
    }
    changed.forEach(f -> System.err.println((apply ? "formatted " : "not formatted: ") + f));
    if (!apply && !changed.isEmpty()) {
      System.err.println("run: ./mvnw -N validate -Dformat.mode=apply");
      System.exit(1);
    }
  }

  private static boolean differs(Path file, boolean apply) {
    try {
      String source = Files.readString(file);
      String formatted = new Formatter().formatSourceAndFixImports(source);
      if (apply && !source.equals(formatted)) {
        Files.writeString(file, formatted);
      }
      return !source.equals(formatted);
    } catch (Exception e) {
      throw new IllegalStateException("cannot format " + file + ": " + e.getMessage(), e);
    }
  }
}
