package io.proofworks.operations;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What Kafka's clients say of themselves, thousands of numbers in an application: read when
 * somebody asks for them, and nothing until then. A metric {@code records-lag} of the group {@code
 * consumer-fetch-manager-metrics} is {@code kafka_consumer_fetch_manager_records_lag}; its tags are
 * labels.
 */
final class KafkaMeters implements MultiCollector {

  private static final String APPLICATION = "application";
  private static final String TOTAL = "-total";

  /** Not numbers of what happens. */
  private static final List<String> LEFT_OUT = List.of("app-info", "kafka-metrics-count");

  private final List<Source> sources = new CopyOnWriteArrayList<>();

  /** Clients of one application. */
  private record Source(
      String application, Supplier<? extends Map<MetricName, ? extends Metric>> metrics) {}

  /** A number, with whose and of what it is. */
  private record Point(MetricName of, Labels labels, double value) {}

  /**
   * Shows the metrics of an application's clients.
   *
   * @return ends it
   */
  AutoCloseable show(
      String application, Supplier<? extends Map<MetricName, ? extends Metric>> metrics) {
    Source source = new Source(application, metrics);
    sources.add(source);
    return () -> sources.remove(source);
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, List<Point>> families = new TreeMap<>();
    sources.forEach(source -> read(source, families));
    return new MetricSnapshots(
        families.entrySet().stream().map(one -> snapshot(one.getKey(), one.getValue())).toList());
  }

  private static void read(Source source, Map<String, List<Point>> families) {
    source
        .metrics()
        .get()
        .forEach((name, metric) -> {
          if (!LEFT_OUT.contains(name.group()) && value(metric) instanceof Number number) {
            families
                .computeIfAbsent(familyOf(name), family -> new ArrayList<>())
                .add(new Point(name, labels(name, source), number.doubleValue()));
          }
        });
  }

  /** Some are asked of a thread or store, which may just be going. */
  private static Object value(Metric metric) {
    try {
      return metric.metricValue();
    } catch (KafkaException | IllegalStateException e) {
      return Double.NaN;
    }
  }

  private static String familyOf(MetricName name) {
    String what = isTotal(name) ? name.name().replace(TOTAL, "") : name.name();
    return PrometheusNaming.sanitizeMetricName(
        ("kafka-" + name.group().replace("-metrics", "") + "-" + what).replace('-', '_'));
  }

  private static boolean isTotal(MetricName name) {
    return name.name().endsWith(TOTAL);
  }

  private static Labels labels(MetricName name, Source source) {
    Map<String, String> labels = new TreeMap<>();
    name.tags().forEach((tag, value) -> labels.put(tag.replace('-', '_'), value));
    labels.put(APPLICATION, source.application());
    return Labels.of(
        labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
  }

  /**
   * Kafka gives some numbers for a topic and for its partitions as well: of those only the finest,
   * or their sum would count everything twice.
   */
  private static MetricSnapshot snapshot(String family, List<Point> all) {
    boolean total = isTotal(all.getFirst().of());
    int finest = all.stream().mapToInt(point -> point.labels().size()).max().orElse(0);
    Map<Labels, Point> points = new TreeMap<>(Comparator.naturalOrder());
    all.stream()
        .filter(point -> point.labels().size() == finest && isTotal(point.of()) == total)
        .forEach(point -> points.putIfAbsent(point.labels(), point));
    return total ? counter(family, points) : gauge(family, points);
  }

  private static MetricSnapshot counter(String family, Map<Labels, Point> points) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(family).help(help(points));
    points.forEach((labels, point) ->
        counter.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(Math.max(0, point.value()))
                .build()));
    return counter.build();
  }

  private static MetricSnapshot gauge(String family, Map<Labels, Point> points) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(family).help(help(points));
    points.forEach((labels, point) ->
        gauge.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(point.value())
                .build()));
    return gauge.build();
  }

  private static String help(Map<Labels, Point> points) {
    return points.values().stream().findFirst().map(point -> point.of().description()).orElse("");
  }
}
