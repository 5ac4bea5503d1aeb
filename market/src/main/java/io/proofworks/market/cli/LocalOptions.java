package io.proofworks.market.cli;

import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.market.terminal.Console;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.worker.proving.LedgerBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the commands that run a market in this process. */
final class LocalOptions {

  static final String NOT_FOR_PRODUCTION =
      """
      +---------------------------------------------------------------------------+
      | Everything runs in this one process, with development proving keys: whoever |
      | made them could forge proofs. For trying and developing, not for production.|
      +---------------------------------------------------------------------------+\
      """;

  private static final int MOST_ROLLUPS = 8;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where everything is kept; a restart on it goes on where it stopped. Default:"
              + " ./data of dev, else a fresh temporary directory.")
  private @Nullable Path dataDir;

  @Option(
      names = "--keys-dir",
      paramLabel = "DIR",
      description = "Cache of proving keys (default: ~/.cache/proofworks/keys).")
  private @Nullable Path keysDir;

  @Option(
      names = "--kafka-port",
      defaultValue = "0",
      description = "Loopback port of the broker (default: a free one).")
  private int kafkaPort;

  @Option(
      names = "--registry-port",
      defaultValue = "0",
      description = "Loopback port of the schema registry (default: a free one).")
  private int registryPort;

  @Option(
      names = "--api-port",
      defaultValue = "0",
      description = "Loopback port of the query API (default: a free one).")
  private int apiPort;

  @Option(
      names = "--shard-weight",
      paramLabel = "W",
      defaultValue = "" + DefaultPolicy.SHARD_WEIGHT,
      description =
          "Wanted weight of a shard, thousands of constraints (default ${DEFAULT-VALUE}).")
  private int shardWeight;

  @Option(
      names = "--rollups",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Rollups on the same brokers and applications, 1 to 8, each with money and workers of its"
              + " own (default ${DEFAULT-VALUE}).")
  private int rollups;

  LocalMarketSettings settings(List<LedgerBackend.Size> sizes) throws IOException {
    return settings(sizes, dataDir == null ? Files.createTempDirectory("proofworks-") : dataDir);
  }

  /** With that data directory unless another was given. */
  LocalMarketSettings settings(List<LedgerBackend.Size> sizes, Path unlessGiven) {
    DevCommand.require("--rollups", rollups, 1, MOST_ROLLUPS);
    Path data = dataDir == null ? unlessGiven : dataDir;
    return new LocalMarketSettings(
        data,
        keysDir == null ? LedgerBackend.keysOfUser(System.getenv()) : keysDir,
        kafkaPort,
        registryPort,
        apiPort,
        sizes,
        shardWeight,
        more(),
        rollups);
  }

  private static Map<String, String> more() {
    LayeredSettings said = LayeredSettings.load(Map.of(), System.getenv());
    Map<String, String> more = new HashMap<>();
    for (Setting setting : List.of(Setting.EXTERNAL_COMMAND, Setting.SNARKPACK_CEREMONIES)) {
      said.find(setting).ifPresent(value -> more.put(setting.settingName(), value));
    }
    return more;
  }

  Progress progress(Console console) {
    return (step, took) -> console.say(String.format("%6.1fs  %s", took.toMillis() / 1e3, step));
  }

  void sayWhere(Console console, LocalMarket market) {
    console.say("         Kafka           " + market.broker().bootstrapServers());
    console.say("         schema registry " + market.broker().registryUrl());
    console.say("         query API       " + market.apiUrl());
    if (market.rollups().size() > 1) {
      market
          .rollups()
          .forEach(rollup -> console.say("         rollup          " + rollup.domain().hex()));
    }
  }
}
