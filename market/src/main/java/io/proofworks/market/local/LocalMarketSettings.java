package io.proofworks.market.local;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.settings.Setting;
import io.proofworks.worker.proving.LedgerBackend;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the market in one JVM is set up.
 *
 * @param dataDir broker, state stores, keys and journals; a restart on it goes on where it stopped
 * @param keysDir cache of proving keys, shared by markets of this machine
 * @param kafkaPort loopback port of the broker; 0 for a free one
 * @param registryPort loopback port of the schema registry; 0 for a free one
 * @param apiPort loopback port of the query API; 0 for a free one
 * @param programs sizes of the ledger circuit the market offers
 * @param targetShardWeight thousands of constraints of a shard
 * @param more settings of the applications by name, for instance an external proof system
 * @param rollups that share the brokers and the applications, from 1
 */
public record LocalMarketSettings(
    Path dataDir,
    Path keysDir,
    int kafkaPort,
    int registryPort,
    int apiPort,
    List<LedgerBackend.Size> programs,
    int targetShardWeight,
    Map<String, String> more,
    int rollups) {

  /** The domain of local markets, and of the first rollup where there are several. */
  public static final Hash32 DOMAIN =
      Keccak.hash("proofworks/local/v1".getBytes(StandardCharsets.UTF_8));

  public LocalMarketSettings {
    programs = List.copyOf(programs);
    more = Map.copyOf(more);
  }

  /** With whatever ports are free and no external system. */
  public static LocalMarketSettings at(
      Path dataDir, Path keysDir, List<LedgerBackend.Size> programs, int targetShardWeight) {
    return new LocalMarketSettings(
        dataDir, keysDir, 0, 0, 0, programs, targetShardWeight, Map.of(), 1);
  }

  /** The same with a setting of the applications. */
  public LocalMarketSettings with(Setting setting, String value) {
    Map<String, String> all = new HashMap<>(more);
    all.put(setting.settingName(), value);
    return new LocalMarketSettings(
        dataDir,
        keysDir,
        kafkaPort,
        registryPort,
        apiPort,
        programs,
        targetShardWeight,
        all,
        rollups);
  }

  /** The same with so many rollups. */
  public LocalMarketSettings with(int count) {
    return new LocalMarketSettings(
        dataDir,
        keysDir,
        kafkaPort,
        registryPort,
        apiPort,
        programs,
        targetShardWeight,
        more,
        count);
  }

  /** The domain of a rollup, counted from 1. */
  public static Hash32 domain(int rollup) {
    return rollup == 1
        ? DOMAIN
        : Keccak.hash(("proofworks/local/v1/rollup-" + rollup).getBytes(StandardCharsets.UTF_8));
  }

  /** File with the seed that signs the journals' checkpoints. */
  public Path journalKey() {
    return dataDir.resolve("journal.key");
  }

  /** File with the seed that signs ticks. */
  public Path tickKey() {
    return dataDir.resolve("tick.key");
  }
}
