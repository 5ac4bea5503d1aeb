package io.proofworks.market.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import io.proofworks.serde.RegistrySettings;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.worker.log.LogReader;
import java.io.IOException;
import java.net.URI;
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
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Brokers (default: from market.json in the data directory).")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Schema registry (default: from market.json in the data directory).")
  private @Nullable String registryUrl;

  @Option(
      names = "--domain",
      paramLabel = "HASH",
      description = "Domain of the market (default: that of local markets).")
  private @Nullable String domain;

  Path dataDir() {
    return dataDir;
  }

  Hash32 domain() {
    return domain == null ? LocalMarketSettings.DOMAIN : parsed(domain);
  }

  private static Hash32 parsed(String text) {
    try {
      return Hash32.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, "--domain " + text + ": " + e.getMessage());
    }
  }

  /** Settings for plain clients, once a broker has answered. */
  Map<String, Object> kafka() {
    String servers = bootstrapServers == null ? noted("bootstrapServers") : bootstrapServers;
    Map<String, Object> kafka = Map.of("bootstrap.servers", servers);
    requireAnswer(servers, kafka);
    return kafka;
  }

  MarketSerdes serdes() {
    return new MarketSerdes(registry());
  }

  /** The registry; connects on first use. */
  SchemaRegistry registry() {
    String url = registryUrl == null ? noted("registryUrl") : registryUrl;
    try {
      URI uri = URI.create(url);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("not a URL with a host");
      }
      return new RegistryClient(RegistrySettings.of(uri));
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, "--registry-url " + url + ": " + e.getMessage());
    }
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
    return bootstrapServers == null ? Optional.of(noted("journalKey")) : Optional.empty();
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

  private static void requireAnswer(String servers, Map<String, Object> kafka) {
    Map<String, Object> settings = new LinkedHashMap<>(kafka);
    settings.put("request.timeout.ms", ANSWER_MS / 2);
    settings.put("default.api.timeout.ms", ANSWER_MS);
    try (Admin admin = Admin.create(settings)) {
      admin.describeCluster().nodes().get(ANSWER_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandException(
          ExitCodes.UNAVAILABLE,
          "no broker answers at " + servers + ": is the market running, is the address right?");
    } catch (KafkaException e) {
      throw new CommandException(
          ExitCodes.USAGE, "--bootstrap-servers " + servers + ": not usable as HOST:PORT,...");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCodes.FAILED, "interrupted");
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
