package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.avro.Receipt;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.ReceiptCheck;
import io.proofworks.market.local.ReceiptWork;
import io.proofworks.market.local.Requester;
import io.proofworks.proofs.hash.Digests;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.proofs.snarkpack.SnarkPackScheme;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Proofs that others made: receipts of RISC Zero and SP1, revealed by stand-alone workers whose
 * prover is a command, settle batches of a market with a real broker; altered ones do not.
 */
final class ReceiptsEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path FIXTURES =
      Path.of(System.getenv().getOrDefault("PROOFWORKS_FIXTURES", "../../shared/fixtures"));

  /** RISC Zero 1.2, 2.2 and 3.0; what lies between them was stopped by RISC Zero itself. */
  private static final List<String> RISC0 =
      List.of(
          "31_20241114_c101b42b_v1.2", "42_20250702_bb001d44_v2.2", "43_20250811_73c457ba_v3.0");

  /** SP1 v3 to v6 by the selectors of their verifiers. */
  private static final Set<String> SP1 =
      Set.of("0x09069090", "0x11b6a09d", "0xa4594c59", "0x0e78f4db", "0x4388a21c");

  @TempDir private Path directory;

  private String forgerId = "";

  /** A statement with somebody's proof of it. */
  private record Proven(String system, Hash32 program, byte[] publicValues, byte[] proof) {

    /** What stands for the program's input, which the proofs' makers did not publish. */
    byte[] input() {
      return Digests.sha256(program.bytes(), publicValues);
    }
  }

  @Test
  void shouldSettleReceiptsOfOthersAndRefuseAlteredOnes() throws Exception {
    assumeThat(Files.isDirectory(FIXTURES)).as("fixtures are not here").isTrue();
    List<Proven> all = new ArrayList<>(risc0());
    all.addAll(sp1());
    try (TestMarket market = TestMarket.on(directory.resolve("market"))) {
      market.honestAggregator("noether");

      String forged = forge(market, all.getFirst());

      try (ChildWorker risc0 = worker(market, "risc0", "risc0-groth16", all);
          ChildWorker sp1 = worker(market, "sp1", "sp1-groth16", all)) {
        List<String> batches = new ArrayList<>(List.of(forged));
        for (Proven proven : all.subList(1, all.size())) {
          batches.add(submit(market.local(), proven));
        }
        for (String batch : batches) {
          Receipt receipt = market.log().awaitReceipt(batch, PATIENCE);
          assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
          assertThat(receipt.getChildren().getFirst().getProverId()).isIn(risc0.id(), sp1.id());
        }
        market.requireSound();
        assertThat(market.log().verdicts())
            .as("who checks its proofs commits to none that is altered")
            .noneMatch(v -> v.getAuthor().equals(forgerId) && v.getKind().equals("COMMIT"));
        risc0.drain();
        sp1.drain();
      }
      shouldAggregateSuccinctlyWhenThePolicySaysSo(market);
    }
  }

  /** The same market goes over to SnarkPack: a batch of several shards has one root proof. */
  private static void shouldAggregateSuccinctlyWhenThePolicySaysSo(TestMarket market)
      throws IOException {
    market.honestProver("ada");
    market.amend(next -> next.setAggregationScheme(SnarkPackScheme.ID));
    String batch = market.submit(3, TaskClass.STANDARD).getBatchId();
    Receipt receipt = market.log().awaitReceipt(batch, PATIENCE);
    assertThat(receipt.getOutcome()).as(receipt.getCause()).isEqualTo("SETTLED");
    assertThat(receipt.getScheme()).isEqualTo(SnarkPackScheme.ID);
    assertThat(receipt.getChildren()).hasSize(3);
    ReceiptCheck check = new ReceiptCheck(VerifierRegistry.standard());
    check.learn(market.local().policy());
    assertThat(check.check(receipt).valid()).isTrue();
    market.requireSound();
  }

  /**
   * The receipt with one bit of its last coordinate turned over, by the only prover that is there:
   * it gives the task back, its bond is whole, and the batch waits for a better one.
   */
  private String forge(TestMarket market, Proven proven) throws Exception {
    byte[] altered = proven.proof().clone();
    altered[altered.length - 1] ^= 1;
    Proven forged = new Proven(proven.system(), proven.program(), proven.publicValues(), altered);
    try (ChildWorker forger = worker(market, "forger", proven.system(), List.of(forged))) {
      String batch = submit(market.local(), proven);
      forger.awaitSaid("the proof that was made", PATIENCE);
      forger.awaitSaid("declined", PATIENCE);
      forger.drain();
      forgerId = forger.id();
      return batch;
    }
  }

  /** A worker whose prover has those proofs in a drawer, by the digest of the input. */
  private ChildWorker worker(TestMarket market, String name, String system, List<Proven> known)
      throws IOException {
    Path drawer = Files.createDirectories(directory.resolve(name + "-drawer"));
    for (Proven proven : known) {
      Files.write(drawer.resolve(fileName(proven)), proven.proof());
    }
    Path script = directory.resolve(name + ".sh");
    Files.writeString(
        script,
        """
        set -e
        cp "%s/$(sha256sum trace.bin | cut -d ' ' -f 1)" proof.bin
        """
            .formatted(drawer));
    return ChildWorker.registered(
        market,
        directory.resolve(name),
        name,
        "--capacity",
        "4",
        "--command",
        "/bin/sh " + script,
        "--command-system",
        system);
  }

  private static String fileName(Proven proven) {
    return HexFormat.of().formatHex(Digests.sha256(proven.input()));
  }

  private static String submit(LocalMarket market, Proven proven) {
    return market
        .requester()
        .submit(
            new Requester.Order(
                ReceiptWork.of(
                    proven.system(),
                    proven.program(),
                    proven.input(),
                    proven.publicValues(),
                    market.policy()),
                TaskClass.STANDARD,
                Binding.COMMIT_REVEAL,
                Duration.ofMinutes(30),
                Requester.ceiling(
                    market.policy(), TaskClass.STANDARD, market.policy().getTargetShardWeight(), 1),
                "zkvm:receipts"))
        .getBatchId();
  }

  private static List<Proven> risc0() throws IOException {
    List<Proven> receipts = new ArrayList<>();
    for (String name : RISC0) {
      JsonNode receipt = json(FIXTURES.resolve("risc0/receipts/" + name + ".json"));
      receipts.add(
          new Proven(
              "risc0-groth16",
              Hash32.of(bytes(receipt, "image_id")),
              bytes(receipt, "journal"),
              bytes(receipt, "seal")));
    }
    return receipts;
  }

  /** One of each selector. */
  private static List<Proven> sp1() throws IOException {
    List<Proven> proofs = new ArrayList<>();
    List<String> open = new ArrayList<>(SP1);
    try (var files = Files.list(FIXTURES.resolve("sp1/proofs"))) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode proof : json(file)) {
          if (open.remove(proof.path("selector").asText())) {
            proofs.add(
                new Proven(
                    "sp1-groth16",
                    Hash32.of(bytes(proof, "vkey")),
                    bytes(proof, "public_values"),
                    bytes(proof, "proof")));
          }
        }
      }
    }
    assertThat(open).as("selectors without a proof").isEmpty();
    return proofs;
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.builder().build().readTree(file.toFile());
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText().substring(2));
  }
}
