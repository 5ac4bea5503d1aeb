package io.proofworks.runtime;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.settings.Connection;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Everything a process of the market needs to know. Names, defaults and ranges are those of {@link
 * Setting}.
 *
 * @param domain the market's 32 bytes
 * @param deployment the domain of the deployment's first market, by which tickers sign; of which of
 *     its markets these settings are does not change it
 * @param maxTaskIdle above the tick interval, so that inputs that settle together are applied in
 *     the order of time
 * @param tickInterval at most 1000 ms
 * @param instanceId of static membership
 * @param httpPort 0: health and metrics are not served
 * @param own settings of single applications
 */
public record AppSettings(
    Connection connection,
    Hash32 domain,
    Hash32 deployment,
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
    LayeredSettings own) {

  public AppSettings {
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
   * Reads flags, environment and file.
   *
   * @throws SettingsException naming the setting that is missing, unknown or wrong
   */
  public static AppSettings load(String[] args, Map<String, String> env) {
    return of(LayeredSettings.load(args, env).withNumbersInRange());
  }

  /** Defaults but for the settings given by name, for instance {@code Map.of("domain", "0x..")}. */
  public static AppSettings of(Map<String, String> values) {
    return of(LayeredSettings.of(values));
  }

  private static AppSettings of(LayeredSettings layers) {
    return new AppSettings(
        Connection.of(layers),
        layers.parsed(Setting.DOMAIN, Hash32::parse),
        layers.parsed(Setting.DOMAIN, Hash32::parse),
        layers.text(Setting.APPLICATION_PREFIX),
        Path.of(layers.text(Setting.STATE_DIR)),
        layers.number(Setting.THREADS),
        layers.number(Setting.PARTITIONS),
        (short) layers.number(Setting.REPLICATION_FACTOR),
        layers.millis(Setting.COMMIT_INTERVAL_MS),
        layers.millis(Setting.MAX_TASK_IDLE_MS),
        layers.millis(Setting.TICK_INTERVAL_MS),
        layers.number(Setting.STANDBY_REPLICAS),
        layers.find(Setting.INSTANCE_ID),
        layers.text(Setting.HTTP_HOST),
        layers.number(Setting.HTTP_PORT),
        layers);
  }

  /** The ids and bindings of the market. */
  public Digests digests() {
    return new Digests(domain, deployment);
  }

  /** The same for another market of the deployment. */
  public AppSettings of(Hash32 market) {
    return new AppSettings(
        connection,
        market,
        deployment,
        applicationPrefix,
        stateDir,
        threads,
        partitions,
        replicationFactor,
        commitInterval,
        maxTaskIdle,
        tickInterval,
        standbyReplicas,
        instanceId,
        httpHost,
        httpPort,
        own);
  }

  /** The brokers. */
  public String bootstrapServers() {
    return connection.bootstrapServers();
  }

  /** The schema registry. */
  public RegistrySettings registry() {
    return connection.registry();
  }

  /** {@code prefix-name}: consumer group, transactional ids and internal topics begin with it. */
  public String applicationId(String application) {
    return applicationPrefix + "-" + application;
  }

  /** What every Kafka client of this process is configured with. */
  public Properties clientProperties() {
    Properties properties = new Properties();
    properties.putAll(connection.clientSettings());
    return properties;
  }
}
