package io.proofworks.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/log-codes.md and docs/process-metrics.md are what is declared; {@code -Ddocs.write} writes
 * them anew.
 */
final class ReferenceTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern LOGGED = Pattern.compile("\\.(?:warn|error)\\(\\s*\"(.{0,3})");

  private static String codes() {
    StringBuilder page = new StringBuilder();
    page.append("# Log codes\n\n");
    page.append(generated("LogCode"));
    page.append(
        "Every warning and error of ours begins with one of these codes; `key=value` pairs"
            + " follow.\n\n");
    page.append(
        "| code | what happened | what it does to bonds | what to do |\n|---|---|---|---|\n");
    for (LogCode code : LogCode.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n".formatted(code, code.cause(), code.bond(), code.remedy()));
    }
    return page.toString();
  }

  private static String metrics() {
    StringBuilder page = new StringBuilder();
    page.append("# Metrics of processes\n\n");
    page.append(generated("Metric"));
    page.append(
        """
        Every process serves them at `/metrics` when `http.port` is set, beside those of the JVM (`jvm_*`, `process_*`) and of
        Kafka Streams and its clients (`kafka_*`). Labels never carry ids of provers, tasks or batches. The market's own risk
        metrics are records on `market.metrics`, not these.

        | metric | type | labels | what it says |
        |---|---|---|---|
        """);
    for (Metric metric : Metric.values()) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  metric.prometheusName(),
                  metric.kind().name().toLowerCase(java.util.Locale.ROOT),
                  String.join(", ", metric.labels()),
                  metric.help()));
    }
    return page.toString();
  }

  private static String generated(String source) {
    return """
    Generated from `io.proofworks.operations.%s` by `ReferenceTest`; do not edit. Write it anew with
    `./mvnw test -pl operations -Dtest=ReferenceTest -Ddocs.write`.

    """
        .formatted(source);
  }

  private static void require(String name, String text) throws IOException {
    Path page = ROOT.resolve("docs").resolve(name);
    if (System.getProperty("docs.write") != null) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page))
        .as("%s is stale; -Ddocs.write on this test writes it anew", page)
        .isEqualTo(text);
  }

  @Test
  void shouldListEveryLogCode() throws IOException {
    require("log-codes.md", codes());
  }

  @Test
  void shouldListEveryMetric() throws IOException {
    require("process-metrics.md", metrics());
  }

  @Test
  void shouldFindACodeAtTheBeginningOfEveryWarningAndError() throws IOException {
    for (String module :
        List.of(
            "streams-runtime",
            "streams-sharding",
            "streams-settlement",
            "streams-aggregation",
            "streams-metrics",
            "prover-worker",
            "market")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          LOGGED
              .matcher(Files.readString(file))
              .results()
              .forEach(found -> assertThat(found.group(1)).as("%s", file).startsWith("{}"));
        }
      }
    }
  }
}
