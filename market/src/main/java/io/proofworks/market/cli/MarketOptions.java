package io.proofworks.market.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.settings.Connection;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.topics.MarketKeys;
import io.proofworks.worker.BrokerAnswer;
import io.proofworks.worker.ConnectionOptions;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How a command finds a running market: flags, else the environment, else the file that {@code
 * proofworks dev} leaves in its data directory.
 */
final class MarketOptions {

  static final String FILE = "market.json";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration POLL = Duration.ofMillis(100);

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Data directory of the local market to talk to (default: ./data).")
  private Path dataDir;

  @Mixin private ConnectionOptions options;

  Path dataDir() {
    return dataDir;
  }

  Hash32 domain() {
    LayeredSettings said = options.settings();
    return said.said(Setting.DOMAIN).isEmpty()
        ? LocalMarketSettings.DOMAIN
        : said.parsed(Setting.DOMAIN, Hash32::parse);
  }

  /** The first market of its deployment, by whose domain the tickers sign. */
  Hash32 deployment() {
    LayeredSettings said = options.settings();
    if (said.said(Setting.DEPLOYMENT).isPresent()) {
      return said.parsed(Setting.DEPLOYMENT, Hash32::parse);
    }
    return isSaid() ? domain() : LocalMarketSettings.DOMAIN;
  }

  /** The market that was said, else that one. */
  Hash32 said(Hash32 other) {
    return options.settings().said(Setting.DOMAIN).isEmpty() ? other : domain();
  }

  /** The market that --domain names; one of the environment or a file does not count. */
  Optional<Hash32> named() {
    return options.domain().map(given -> domain()); // parsed as any setting, with its complaint
  }

  /** The key of a record of this market on a compacted topic. */
  String key(String own) {
    return domain().equals(deployment()) ? own : MarketKeys.of(domain(), own);
  }

  /** A remedy, with this deployment's addresses in the place of the words for them. */
  String filled(String remedy) {
    return remedy
        .replace("<server>", connection().bootstrapServers())
        .replace("<domain>", deployment().hex());
  }

  /** Settings for plain clients, once a broker has answered. */
  Map<String, Object> kafka() {
    Connection connection = connection();
    requireAnswer(connection);
    return connection.clientSettings();
  }

  /** What was said: flags over the environment over the file of {@code --config}. */
  LayeredSettings settings() {
    return options.settings();
  }

  /** The proof systems, as the settings have them; whoever asks for them closes them. */
  ProofSettings proofs() {
    return ProofSettings.of(options.settings());
  }

  MarketSerdes serdes() {
    return new MarketSerdes(registry());
  }

  /** The registry; connects on first use. */
  RegistryClient registry() {
    return new RegistryClient(registrySettings());
  }

  /** Where the registry is, and as whom to ask it. */
  RegistrySettings registrySettings() {
    return connection().registry();
  }

  /** Brokers and registry are those that were said, or both those of the local market. */
  private Connection connection() {
    LayeredSettings said = options.settings();
    return Connection.of(
        isSaid()
            ? said
            : said.over(
                Map.of(
                    Setting.BOOTSTRAP_SERVERS.settingName(), noted("bootstrapServers"),
                    Setting.REGISTRY_URL.settingName(), noted("registryUrl"))));
  }

  private boolean isSaid() {
    return options.settings().said(Setting.BOOTSTRAP_SERVERS).isPresent();
  }

  /** Reads everything there is now. */
  static void readToEnd(LogReader.Builder builder) {
    try (LogReader reader = builder.fromBeginning()) {
      while (!reader.caughtUp()) {
        reader.poll(POLL);
      }
    }
  }

  /** The local market's journal key; empty for another market. */
  Optional<String> journalKey() {
    return isSaid() ? Optional.empty() : Optional.of(noted("journalKey"));
  }

  /** The local market's query API. */
  URI api() {
    if (isSaid()) {
      throw new CommandException(
          ExitCodes.USAGE,
          "--api: where is the query API of the market at "
              + connection().bootstrapServers()
              + "?");
    }
    return URI.create(noted("apiUrl"));
  }

  private String noted(String field) {
    Path file = dataDir.resolve(FILE);
    try {
      JsonNode node = JSON.readTree(Files.readString(file)).path(field);
      if (node.isTextual()) {
        return node.textValue();
      }
    } catch (IOException e) {
      throw new CommandException(
          ExitCodes.UNAVAILABLE,
          "no market runs on "
              + dataDir
              + ": start one with `proofworks dev --data-dir "
              + dataDir
              + "`, or give --bootstrap-servers and --registry-url");
    }
    throw new CommandException(ExitCodes.UNAVAILABLE, file + " has no " + field);
  }

  private static void requireAnswer(Connection connection) {
    BrokerAnswer answer = BrokerAnswer.of(connection);
    switch (answer.kind()) {
      case WELCOME -> {}
      case SILENCE, REFUSAL -> throw new CommandException(ExitCodes.UNAVAILABLE, answer.message());
      case UNUSABLE -> throw new CommandException(ExitCodes.USAGE, answer.message());
    }
  }

  /** Leaves the addresses for other commands. */
  static void note(Path dataDir, String bootstrap, String registry, String api, String journalKey)
      throws IOException {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("bootstrapServers", bootstrap);
    addresses.put("registryUrl", registry);
    addresses.put("apiUrl", api);
    addresses.put("journalKey", journalKey);
    Files.writeString(
        dataDir.resolve(FILE),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(addresses) + "\n");
  }
}
