package io.proofworks.runtime;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Everything a process of the market needs to know, from flags over environment over file over
 * defaults (see {@link #load}).
 *
 * @param bootstrapServers {@code bootstrap.servers}, default {@code localhost:9092}
 * @param registry {@code registry.url} (default {@code http://localhost:8081}), {@code
 *     registry.user}, {@code registry.password}, {@code registry.truststore}, {@code
 *     registry.truststore.password}, {@code registry.timeout.ms} (10000), {@code registry.attempts}
 *     (5)
 * @param domain {@code domain}: the market's 32 bytes, required
 * @param applicationPrefix {@code application.prefix}, default {@code proofworks}; application ids
 *     are {@code prefix-name}
 * @param stateDir {@code state.dir}, default {@code data/state}
 * @param threads {@code threads}: stream threads per application, from 1, default 1
 * @param partitions {@code partitions} of every topic, from 1, default {@link Topics#PARTITIONS};
 *     the same in all processes of a market
 * @param replicationFactor {@code replication.factor} of topics and of internal topics, default 3
 * @param commitInterval {@code commit.interval.ms}, default 50: what exactly-once adds to latency
 * @param maxTaskIdle {@code max.task.idle.ms}, default 1000: above the tick interval, so that
 *     inputs that settle together are applied in the order of time
 * @param tickInterval {@code tick.interval.ms}, from 1 to 1000, default 200
 * @param standbyReplicas {@code standby.replicas}, default 0
 * @param instanceId {@code instance.id}: static membership; unique per process
 * @param httpHost {@code http.host}: where health and metrics are served, default {@code 127.0.0.1}
 * @param httpPort {@code http.port}, default 0: they are not
 * @param kafka settings {@code kafka.*} for every Kafka client, for instance {@code
 *     kafka.security.protocol}
 * @param app settings {@code app.*} of one application, for instance {@code app.query.port}
 */
public record AppSettings(
    String bootstrapServers,
    RegistrySettings registry,
    Hash32 domain,
    String applicationPrefix,
    Path stateDir,
    int threads,
    int partitions,
    short replicationFactor,
    Duration commitInterval,
    Duration maxTaskIdle,
    Duration tickInterval,
    int standbyReplicas,
    Optional<String> instanceId,
    String httpHost,
    int httpPort,
    Map<String, String> kafka,
    Map<String, String> app) {

  /** Names of all settings but {@code kafka.*} and {@code app.*}. */
  public static final List<String> NAMES =
      List.of(
          "bootstrap.servers",
          "registry.url",
          "registry.user",
          "registry.password",
          "registry.truststore",
          "registry.truststore.password",
          "registry.timeout.ms",
          "registry.attempts",
          "domain",
          "application.prefix",
          "state.dir",
          "threads",
          "partitions",
          "replication.factor",
          "commit.interval.ms",
          "max.task.idle.ms",
          "tick.interval.ms",
          "standby.replicas",
          "instance.id",
          "http.host",
          "http.port",
          "config");

  public AppSettings {
    kafka = Map.copyOf(kafka);
    app = Map.copyOf(app);
    if (tickInterval.toMillis() > LogClosures.SHORTEST_MS / 2) {
      throw new SettingsException(
          "tick.interval.ms is "
              + tickInterval.toMillis()
              + "; at most "
              + LogClosures.SHORTEST_MS / 2
              + ", or gaps between ticks look like an outage");
    }
    if (maxTaskIdle.compareTo(tickInterval) <= 0) {
      throw new SettingsException(
          "max.task.idle.ms ("
              + maxTaskIdle.toMillis()
              + ") has to be above tick.interval.ms ("
              + tickInterval.toMillis()
              + "), or records are applied out of the order of time");
    }
  }

  /**
   * Reads the layers; the file is the one that {@code --config} or {@code PROOFWORKS_CONFIG} names.
   *
   * @throws SettingsException naming the setting that is missing, unknown or wrong
   */
  public static AppSettings load(String[] args, Map<String, String> env) {
    Optional<Path> file =
        LayeredSettings.load(NAMES, args, env, Optional.empty()).find("config").map(Path::of);
    return load(args, env, file);
  }

  /** As {@link #load(String[], Map)}, with the file given. */
  public static AppSettings load(String[] args, Map<String, String> env, Optional<Path> file) {
    return SettingsReader.read(LayeredSettings.load(NAMES, args, env, file));
  }

  /** Defaults but for the settings given by name, for instance {@code Map.of("domain", "0x..")}. */
  public static AppSettings of(Map<String, String> values) {
    return SettingsReader.read(LayeredSettings.of(NAMES, values));
  }

  /** {@code prefix-name}: consumer group, transactional ids and internal topics begin with it. */
  public String applicationId(String application) {
    return applicationPrefix + "-" + application;
  }

  /** What every Kafka client of this process is configured with. */
  public Properties clientProperties() {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put("bootstrap.servers", bootstrapServers);
    return properties;
  }

  /** Without the values of {@code kafka.*}, which hold secrets. */
  @Override
  public String toString() {
    return "AppSettings[bootstrapServers=%s, registry=%s, domain=%s, applicationPrefix=%s, stateDir=%s, threads=%d, partitions=%d, replicationFactor=%d, commitInterval=%s, maxTaskIdle=%s, tickInterval=%s, standbyReplicas=%d, instanceId=%s, httpHost=%s, httpPort=%d, kafka=%s, app=%s]"
        .formatted(
            bootstrapServers,
            registry,
            domain.hex(),
            applicationPrefix,
            stateDir,
            threads,
            partitions,
            replicationFactor,
            commitInterval,
            maxTaskIdle,
            tickInterval,
            standbyReplicas,
            instanceId.orElse("none"),
            httpHost,
            httpPort,
            kafka.keySet(),
            app.keySet());
  }
}
