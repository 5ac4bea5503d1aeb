package io.proofworks.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.proofworks.operations.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.utility.CommandLine;

/** Rules and dashboards ask for metrics that there are, and the rules fire when they should. */
class MonitoringTest {

  private static final Pattern OURS = Pattern.compile("proofworks_[a-z_]+");
  private static final Path PROMETHEUS = Path.of("prometheus");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus/alerts.yml",
        "grafana/dashboards/market.json",
        "grafana/dashboards/processes.json"
      })
  void shouldAskOnlyForMetricsThatAProcessHas(String file) throws IOException {
    Set<String> asked =
        OURS.matcher(Files.readString(Path.of(file)))
            .results()
            .map(found -> found.group())
            .collect(Collectors.toSet());

    assertThat(asked).isNotEmpty().isSubsetOf(served());
  }

  @Test
  void shouldAcceptTheConfiguration() throws Exception {
    assertThat(promtool("check", "config", "prometheus.yml")).isZero();
  }

  @Test
  void shouldAlertWhenItIsDueAndNotBefore() throws Exception {
    assertThat(promtool("test", "rules", "alerts.test.yml")).isZero();
  }

  private static Set<String> served() {
    return Stream.of(Metric.values())
        .flatMap(metric ->
            metric.kind() == Metric.Kind.TIMER
                ? Stream.of("_count", "_sum", "_bucket").map(part -> metric.prometheusName() + part)
                : Stream.of(metric.prometheusName()))
        .collect(Collectors.toSet());
  }

  private static int promtool(String... arguments) throws IOException, InterruptedException {
    assumeTrue(
        CommandLine.executableExists("promtool"), "promtool is not installed (Debian: prometheus)");
    List<String> line = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
    Process process = new ProcessBuilder(line).directory(PROMETHEUS.toFile()).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
