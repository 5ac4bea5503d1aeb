package io.proofworks.market.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.settings.Connection;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.worker.ConnectionOptions;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How a command finds a running market: flags, else the environment, else the file that {@code
 * proofworks dev} leaves in its data directory.
 */
final class MarketOptions {

  static final String FILE = "market.json";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ANSWER_MS = 8_000;
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

  /** A remedy, with this market's addresses in the place of the words for them. */
  String filled(String remedy) {
    return remedy
        .replace("<server>", brokers().bootstrapServers())
        .replace("<domain>", domain().hex());
  }

  private Connection brokers() {
    return connection(Setting.BOOTSTRAP_SERVERS, "bootstrapServers");
  }

  /** Settings for plain clients, once a broker has answered. */
  Map<String, Object> kafka() {
    Connection connection = brokers();
    requireAnswer(connection);
    return connection.clientSettings();
  }

  MarketSerdes serdes() {
    return new MarketSerdes(registry());
  }

  /** The registry; connects on first use. */
  SchemaRegistry registry() {
    return new RegistryClient(connection(Setting.REGISTRY_URL, "registryUrl").registry());
  }

  /** What was said; without the asked setting, that of the local market's file. */
  private Connection connection(Setting asked, String field) {
    LayeredSettings said = options.settings();
    return Connection.of(
        said.said(asked).isPresent() ? said : said.over(Map.of(asked.settingName(), noted(field))));
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
    return options.settings().said(Setting.BOOTSTRAP_SERVERS).isEmpty()
        ? Optional.of(noted("journalKey"))
        : Optional.empty();
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
    String servers = connection.bootstrapServers();
    Map<String, Object> settings = connection.clientSettings();
    settings.put("request.timeout.ms", ANSWER_MS / 2);
    settings.put("default.api.timeout.ms", ANSWER_MS);
    try (Admin admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(ANSWER_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof AuthenticationException refused
          ? unavailable(
              servers
                  + " does not let these credentials in ("
                  + refused.getMessage()
                  + "): they are kafka.* of --config")
          : noAnswer(servers);
    } catch (TimeoutException e) {
      throw noAnswer(servers);
    } catch (KafkaException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          "--bootstrap-servers "
              + servers
              + ", or kafka.* of the settings, cannot be used: "
              + reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCodes.FAILED, "interrupted");
    }
  }

  private static CommandException noAnswer(String servers) {
    return unavailable(
        "no broker answers at "
            + servers
            + ": is the market running, is the address right, does it want TLS (--config)?");
  }

  private static CommandException unavailable(String why) {
    return new CommandException(ExitCodes.UNAVAILABLE, why);
  }

  private static String reason(KafkaException e) {
    return String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
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
