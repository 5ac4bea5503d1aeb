package io.proofworks.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.metrics.Measurable;
import org.apache.kafka.common.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaMetersTest {

  private static final Map<String, String> OF_TOPIC = Map.of("client-id", "c", "topic", "tasks");
  private static final Map<String, String> OF_PARTITION =
      Map.of("client-id", "c", "topic", "tasks", "partition", "1");

  private final Metrics clients = new Metrics();
  private final Meters meters = Meters.ofProcess();

  @AfterEach
  void close() throws Exception {
    meters.close();
    clients.close();
  }

  @Test
  void shouldShowNumbersAndTotalsOfEachApplication() {
    // given
    add("records-lag", "consumer-fetch-manager-metrics", OF_PARTITION, 7);
    add("record-send-total", "producer-metrics", Map.of("client-id", "c"), 9);
    meters.showKafka("settlement", clients::metrics);
    meters.showKafka("sharding", clients::metrics);

    // when
    String shown = meters.scrape();

    // then
    String labels = "client_id=\"c\",partition=\"1\",topic=\"tasks\"} 7.0";
    assertThat(shown)
        .contains("kafka_consumer_fetch_manager_records_lag{application=\"settlement\"," + labels)
        .contains("kafka_consumer_fetch_manager_records_lag{application=\"sharding\"," + labels)
        .contains("kafka_producer_record_send_total{application=\"sharding\",client_id=\"c\"} 9.0");
  }

  @Test
  void shouldCountNothingTwice() {
    // given
    add("records-lag", "consumer-fetch-manager-metrics", OF_TOPIC, 8);
    add("records-lag", "consumer-fetch-manager-metrics", OF_PARTITION, 7);
    meters.showKafka("settlement", clients::metrics);

    // when
    String shown = meters.scrape();

    // then
    assertThat(shown.lines().filter(line -> line.contains("records_lag{")))
        .containsExactly(
            "kafka_consumer_fetch_manager_records_lag{application=\"settlement\","
                + "client_id=\"c\",partition=\"1\",topic=\"tasks\"} 7.0");
  }

  @Test
  void shouldReadThemForAScrapeOnlyAndNotOnceTheyAreGone() throws Exception {
    // given
    AtomicInteger asked = new AtomicInteger();
    add("records-lag", "consumer-fetch-manager-metrics", OF_PARTITION, 7);
    AutoCloseable shown =
        meters.showKafka(
            "settlement",
            () -> {
              asked.incrementAndGet();
              return clients.metrics();
            });
    assertThat(asked).hasValue(0);
    assertThat(meters.scrape()).contains("records_lag");
    assertThat(asked).hasValue(1);

    // when
    shown.close();

    // then
    assertThat(meters.scrape()).doesNotContain("records_lag");
  }

  private void add(String name, String group, Map<String, String> tags, double value) {
    clients.addMetric(
        clients.metricName(name, group, "of a test", tags), (Measurable) (config, now) -> value);
  }
}
