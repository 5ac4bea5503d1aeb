package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Execution;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.market.local.Progress;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.protocol.Hash32;
import io.proofworks.settings.Setting;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import io.proofworks.worker.log.MarketWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A local market whose external program is a script: when it runs, and when it does not answer. */
final class ExternalProgramEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BATCH = "0x" + "ba".repeat(32);
  private static final byte[] KEY = {7};
  private static final ByteBuffer INPUTS = ByteBuffer.wrap(new byte[] {0, 1});

  /** Leaves its process ids and whether it was asked, and fails until a file lets it answer. */
  private static final String PROGRAM =
      """
      cd %s
      echo $$ >> ids
      while read -r question; do
        id="${question##*:}"
        case "$question" in
          *describe*)
            answer='"proofSystem":"named","version":"v1","maxProofBytes":99,"key":"Bw=="'
            answer="$answer",'"scheme":"NAMED","maxFanIn":4,"mergeCostMillis":1' ;;
          *)
            touch asked
            while [ -e silent ]; do sleep 1; done
            if [ -e ready ]; then answer='"valid":true'; else answer='"failed":"not yet"'; fi ;;
        esac
        echo "{$answer,\\"id\\":$id"
      done
      """;

  @TempDir private Path directory;

  private String command() throws IOException {
    Path script = directory.resolve("program.sh");
    Files.writeString(script, PROGRAM.formatted(directory));
    return "sh " + script;
  }

  private List<String> started() throws IOException {
    return Files.readAllLines(directory.resolve("ids"));
  }

  private boolean isAnyAlive() throws IOException {
    return started().stream()
        .flatMap(id -> ProcessHandle.of(Long.parseLong(id)).stream())
        .anyMatch(ProcessHandle::isAlive);
  }

  private static Receipt receipt() {
    String hash = Hash32.of(KeyedProofSystem.program("named", KEY).hash()).hex();
    String somebody = "0x" + "11".repeat(20);
    ReceiptChild child =
        ReceiptChild.newBuilder()
            .setTaskId("0x" + "7a".repeat(32))
            .setShardIndex(0)
            .setShardWeight(1)
            .setEpoch(1)
            .setProverId(somebody)
            .setStatementId("0x" + "57".repeat(32))
            .setProofSystem("named")
            .setProgramHash(hash)
            .setPublicInputs(INPUTS)
            .setBinding(null)
            .setProofDigest("0x" + "d1".repeat(32))
            .setReward(1)
            .setLate(false)
            .setTaskPublishedAt(1)
            .setVerifiedAt(2)
            .setReveal(new Coordinates("market.reveals", 0, 1L, 2L))
            .build();
    return Receipt.newBuilder()
        .setDomain(LocalMarketSettings.DOMAIN.hex())
        .setBatchId(BATCH)
        .setRequesterId(somebody)
        .setRouteId("route")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause("1 children")
        .setProofSystem("named")
        .setProgramHash(hash)
        .setPublicInputs(INPUTS)
        .setScheme("NAMED")
        .setRootAggregatorId(somebody)
        .setRootBinding(ByteBuffer.allocate(32))
        .setRootProof(ByteBuffer.allocate(1))
        .setChildren(List.of(child))
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(1)
        .setLastChildVerifiedAt(2)
        .setRootVerifiedAt(3)
        .build();
  }

  @Test
  void shouldCheckAReceiptOnceTheProgramAnswersAndEndTheProgramWithTheMarket() throws Exception {
    try (TestMarket market = TestMarket.on(directory.resolve("market"), command())) {
      assertThat(started()).as("one for the market, none yet for its workers").hasSize(1);
      LocalMarket.Broker broker = market.local().broker();
      Map<String, Object> kafka = broker.clientSettings();
      List<Execution> executions = new ArrayList<>();
      try (MarketWriter writer = new MarketWriter(kafka, broker.serdes());
          LogReader reader =
              LogReader.of(kafka, broker.serdes())
                  .on(Topics.EXECUTIONS, executions::add)
                  .fromBeginning()) {
        writer.put(Topics.RECEIPTS, BATCH, receipt());
        await().atMost(PATIENCE).until(() -> started().size() > 2);
        assertThat(directory.resolve("asked")).exists();

        Files.createFile(directory.resolve("ready"));

        await()
            .atMost(PATIENCE)
            .until(() -> {
              reader.poll(Duration.ofMillis(50));
              return !executions.isEmpty();
            });
        assertThat(executions.getFirst().getBatchId()).isEqualTo(BATCH);
      }
    }
    await().until(() -> !isAnyAlive());
  }

  /** It would be waited for four minutes. */
  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void shouldNotWaitInClosingForAProgramThatDoesNotAnswer() throws Exception {
    Files.createFile(directory.resolve("silent"));
    try (TestMarket market = TestMarket.on(directory.resolve("market"), command())) {
      LocalMarket.Broker broker = market.local().broker();
      try (MarketWriter writer = new MarketWriter(broker.clientSettings(), broker.serdes())) {
        writer.put(Topics.RECEIPTS, BATCH, receipt());
      }
      await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("asked")));
    }
    await().until(() -> !isAnyAlive());
  }

  /** Jobs that it could not do would cost it its bonds. */
  @Test
  void shouldSendAnAggregatorHomeThatLacksTheSchemeOfThePolicy() throws Exception {
    Path own = directory.resolve("ada");
    try (TestMarket market = TestMarket.on(directory.resolve("market"), command());
        ChildWorker ada = ChildWorker.registered(market, own, "ada", "--role", "AGGREGATOR")) {
      market.amend(next -> next.setAggregationScheme("NAMED"));
      await()
          .atMost(PATIENCE)
          .until(() -> Files.readString(own.resolve("said.txt")).contains("SCHEME_MISSING"));
      ada.awaitEnd();
    }
  }

  @Test
  void shouldEndTheProgramWhenTheMarketDoesNotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LocalMarketSettings settings =
          new LocalMarketSettings(
              directory.resolve("market"),
              TestMarket.KEYS,
              0,
              0,
              taken.getLocalPort(),
              TestMarket.SIZES,
              10,
              Map.of(Setting.EXTERNAL_COMMAND.settingName(), command()));

      assertThatThrownBy(() -> LocalMarket.start(settings, List.of(), Progress.SILENT))
          .hasMessageContaining("" + taken.getLocalPort());
    }
    assertThat(started()).hasSize(1);
    await().until(() -> !isAnyAlive());
  }
}
