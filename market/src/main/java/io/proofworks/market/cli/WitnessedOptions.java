package io.proofworks.market.cli;

import io.proofworks.market.evidence.EvidenceException;
import io.proofworks.market.evidence.EvidenceSearch;
import io.proofworks.market.evidence.EvidenceSearch.Found;
import io.proofworks.market.evidence.ServedPaths;
import io.proofworks.market.terminal.Console;
import io.proofworks.tlog.Witnesses;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where paths of journals are served, and waiting until something was witnessed. */
final class WitnessedOptions {

  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** One look for what is wanted. */
  @FunctionalInterface
  interface Look {
    Found at(EvidenceSearch search) throws IOException, EvidenceException;
  }

  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "Query API that serves the journals' trees; nothing it says is believed (default: that of"
              + " the local market).")
  private @Nullable URI api;

  /**
   * Where paths are served.
   *
   * @throws CommandException when nobody said, and the market is not the local one
   */
  URI api(MarketOptions market) {
    return api == null ? market.api() : api;
  }

  /** Looks until it is whole, at most that long. */
  Found await(
      MarketOptions market, Witnesses witnesses, Look look, Duration patience, Console console)
      throws IOException {
    Map<String, Object> kafka = new HashMap<>(market.kafka());
    kafka.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    try (KafkaConsumer<byte[], byte[]> log =
            new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        ServedPaths paths = new ServedPaths(api(market))) {
      EvidenceSearch search =
          new EvidenceSearch(log, market.serdes(), market.domain(), witnesses, paths);
      return await(look, search, Instant.now().plus(patience), console);
    } finally {
      console.redraw("");
    }
  }

  private static Found await(Look look, EvidenceSearch search, Instant until, Console console)
      throws IOException {
    try {
      Found found = look.at(search);
      while (found instanceof Found.NotYet(String why) && Instant.now().isBefore(until)) {
        console.redraw(why);
        Thread.sleep(AGAIN);
        found = look.at(search);
      }
      return found;
    } catch (IOException e) {
      throw new CommandException(
          ExitCodes.UNAVAILABLE, e.getMessage() + "; --api names another that serves the journals");
    } catch (EvidenceException e) {
      throw new CommandException(ExitCodes.FAILED, "it shows nothing: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
