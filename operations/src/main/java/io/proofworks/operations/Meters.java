package io.proofworks.operations;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.MetricName;

/**
 * The meters of a process: the JVM's, its Kafka clients', and those that {@link Metric} declares.
 */
public final class Meters implements AutoCloseable {

  private final MeterRegistry registry;
  private final Supplier<String> scrape;
  private final KafkaMeters kafka;
  private final List<AutoCloseable> bound;

  private Meters(
      MeterRegistry registry,
      Supplier<String> scrape,
      KafkaMeters kafka,
      List<AutoCloseable> bound) {
    this.registry = registry;
    this.scrape = scrape;
    this.kafka = kafka;
    this.bound = bound;
  }

  /** Meters that Prometheus reads, with those of the JVM. */
  public static Meters ofProcess() {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(prometheus);
    new JvmMemoryMetrics().bindTo(prometheus);
    new JvmThreadMetrics().bindTo(prometheus);
    new ClassLoaderMetrics().bindTo(prometheus);
    new ProcessorMetrics().bindTo(prometheus);
    new FileDescriptorMetrics().bindTo(prometheus);
    new UptimeMetrics().bindTo(prometheus);
    KafkaMeters kafka = new KafkaMeters();
    prometheus.getPrometheusRegistry().register(kafka);
    return new Meters(prometheus, prometheus::scrape, kafka, List.of(gc));
  }

  /** Meters that nobody reads. */
  public static Meters unread() {
    return new Meters(new SimpleMeterRegistry(), () -> "", new KafkaMeters(), List.of());
  }

  /** What holds those of {@link Metric} and of the JVM. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * Shows what an application's Kafka clients say of themselves.
   *
   * @param metrics is asked for each scrape
   * @return ends it, so that other clients can be shown in their place
   */
  public AutoCloseable showKafka(
      String application,
      Supplier<? extends Map<MetricName, ? extends org.apache.kafka.common.Metric>> metrics) {
    return kafka.show(application, metrics);
  }

  /**
   * Counts one.
   *
   * @param values of the labels, in their order
   */
  public void count(Metric metric, String... values) {
    require(metric, Metric.Kind.COUNTER);
    Counter.builder(metric.meterName())
        .description(metric.help())
        .tags(tags(metric, values))
        .register(registry)
        .increment();
  }

  /** Notes how long something took. */
  public void time(Metric metric, Duration took, String... values) {
    require(metric, Metric.Kind.TIMER);
    Timer.builder(metric.meterName())
        .description(metric.help())
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(10))
        .tags(tags(metric, values))
        .register(registry)
        .record(took);
  }

  /**
   * Shows a number of a thing.
   *
   * @return ends it, so that another thing can be shown in its place
   */
  public <T> AutoCloseable show(
      Metric metric, T thing, ToDoubleFunction<T> number, String... values) {
    require(metric, Metric.Kind.GAUGE);
    Gauge gauge =
        Gauge.builder(metric.meterName(), thing, number)
            .description(metric.help())
            .tags(tags(metric, values))
            .register(registry);
    return () -> registry.remove(gauge);
  }

  /** Follows a count that a thing keeps itself. */
  public <T> void follow(Metric metric, T thing, ToDoubleFunction<T> count, String... values) {
    require(metric, Metric.Kind.COUNTER);
    FunctionCounter.builder(metric.meterName(), thing, count)
        .description(metric.help())
        .tags(tags(metric, values))
        .register(registry);
  }

  private static void require(Metric metric, Metric.Kind kind) {
    if (metric.kind() != kind) {
      throw new IllegalArgumentException(metric + " is a " + metric.kind());
    }
  }

  private static Tags tags(Metric metric, String... values) {
    if (values.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(metric.labels().get(i), values[i]);
    }
    return tags;
  }

  /** Everything, in Prometheus' text format. */
  public String scrape() {
    return scrape.get();
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable one : bound) {
      one.close();
    }
    registry.close();
  }
}
