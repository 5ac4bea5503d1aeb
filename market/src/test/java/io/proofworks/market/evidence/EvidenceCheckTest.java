package io.proofworks.market.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.Receipt;
import io.proofworks.avro.Stake;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class EvidenceCheckTest {

  private static final Hash32 DOMAIN = Hash32.parse("0x" + "07".repeat(32));
  private static final String ACCOUNT = "0x" + "ab".repeat(20);
  private static final WitnessKey ONE = WitnessKey.of("one.example", seed(1));
  private static final WitnessKey TWO = WitnessKey.of("two.example", seed(2));
  private static final Witnesses BOTH = new Witnesses(2, List.of(ONE, TWO));
  private static final Coordinates AT = new Coordinates("market.stakes", 3, 17, 1_700_000_000_000L);
  private static final String MOVED =
      "movement|0x01|" + ACCOUNT + "|WITHDRAW|FREE|EXTERNAL|5000000|";

  private static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  private static EvidenceCheck check(Witnesses witnesses) {
    return new EvidenceCheck(DOMAIN, witnesses);
  }

  private static String accepted() {
    return check(BOTH).acceptance(AT);
  }

  private static Stake withdrawal() {
    return new Stake(DOMAIN.hex(), ACCOUNT, "WITHDRAWAL", 5_000_000L, "payout-1");
  }

  private static Receipt receipt() {
    return Receipt.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId("0x" + "0b".repeat(32))
        .setRequesterId(ACCOUNT)
        .setRouteId("a->b")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause("x")
        .setProofSystem("groth16")
        .setProgramHash("0x" + "0c".repeat(32))
        .setPublicInputs(ByteBuffer.allocate(0))
        .setScheme("SNARKPACK")
        .setRootAggregatorId(ACCOUNT)
        .setRootBinding(ByteBuffer.allocate(0))
        .setRootProof(ByteBuffer.allocate(0))
        .setChildren(List.of())
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(1)
        .setLastChildVerifiedAt(2)
        .setRootVerifiedAt(3)
        .build();
  }

  /** Under an id that this build knows nothing of, as another registry gave it. */
  private static <V extends SpecificRecord> byte[] bytes(Topic<V> topic, V value) {
    SchemaRegistry registry =
        new SchemaRegistry() {
          @Override
          public int find(String subject, Schema schema) {
            return 4_711;
          }

          @Override
          public Schema byId(int id) {
            return topic.schema();
          }

          @Override
          public boolean compatible(String subject, Schema schema) {
            return true;
          }
        };
    return new MarketSerdes(registry).encode(topic, value);
  }

  private static Evidence stake(Stake value, List<String> outcome) {
    Evidence.Applied record =
        new Evidence.Applied(
            AT, ACCOUNT.getBytes(StandardCharsets.UTF_8), bytes(Topics.STAKES, value));
    return seen(record, "account-3", outcome, Evidence.digestOf(outcome), "account-3", ONE, TWO);
  }

  private static Evidence receipt(Receipt value, List<String> followed) {
    Evidence.Applied record =
        new Evidence.Applied(
            new Coordinates("market.receipts", 3, 17, AT.time()),
            value.getBatchId().getBytes(StandardCharsets.UTF_8),
            bytes(Topics.RECEIPTS, value));
    return seen(record, "batch-3", List.of(), Evidence.digestOf(followed), "batch-3", ONE, TWO);
  }

  /** As the twelfth entry of a journal, in a tree of thirty for each witness, and ten more. */
  private static Evidence seen(
      Evidence.Applied record,
      String journal,
      List<String> outcome,
      Hash32 outcomeDigest,
      String cosignedAs,
      WitnessKey... by) {
    Evidence.Entry entry =
        new Evidence.Entry(
            journal,
            12,
            Hash32.parse("0x" + "1f".repeat(32)),
            Map.of("market.stakes", 5L, "market.registrations", 7L),
            outcomeDigest);
    Evidence unseen = new Evidence(DOMAIN, record, entry, outcome, List.of());
    MerkleTree tree = new MerkleTree();
    for (int i = 0; i < 60; i++) {
      tree.append(i == 12 ? unseen.entryHash().bytes() : seed(i));
    }
    List<Evidence.Cosigned> trees =
        Arrays.stream(by).map(witness -> cosigned(witness, cosignedAs, tree)).toList();
    return new Evidence(DOMAIN, record, entry, outcome, trees);
  }

  private static Evidence.Cosigned cosigned(WitnessKey by, String journal, MerkleTree tree) {
    byte[] secret = by.equals(ONE) ? seed(1) : seed(2);
    long size = by.equals(ONE) ? 30 : 40;
    String text = new Checkpoint(Journals.origin(DOMAIN, journal), size, tree.root(size)).text();
    WitnessKey.Stamp stamp =
        by.stamp(text + "\n" + WitnessKey.cosign(text, by.name(), secret, 99)).orElseThrow();
    return new Evidence.Cosigned(
        by.name(), size, tree.root(size), 99, stamp.signature(), tree.inclusion(12, size));
  }

  private static void refuse(Evidence evidence, String why) {
    assertThatThrownBy(() -> check(BOTH).check(evidence))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining(why);
  }

  @Test
  void shouldShowAWithdrawalThatEnoughHaveSeen() throws Exception {
    EvidenceCheck.Shown shown = check(BOTH).check(stake(withdrawal(), List.of(MOVED, accepted())));

    assertThat(shown.what()).contains("WITHDRAWAL of 5000000", ACCOUNT, "payout-1");
    assertThat(shown.witnesses()).containsExactly("one.example", "two.example");
  }

  @Test
  void shouldShowAReceiptThatEnoughHaveSeen() throws Exception {
    assertThat(check(BOTH).check(receipt(receipt(), List.of("asked|0x01|a"))).what())
        .contains(receipt().getBatchId(), "SETTLED");
    refuse(receipt(receipt(), List.of("refused")), "settlement refused");
  }

  /**
   * It takes in any that it can read: one that nobody's root is behind looks like this for ever.
   */
  @Test
  void shouldSayThatSettlementDidNothingByAReceipt() throws Exception {
    String nothing = "settlement had no accepted root for it then";
    assertThat(check(BOTH).check(receipt(receipt(), List.of())).what()).endsWith(nothing);
    assertThat(check(BOTH).check(receipt(receipt(), List.of("asked|0x01|a"))).what())
        .doesNotContain(nothing);
  }

  @Test
  void shouldNotShowAStakeThatWasNotAcceptedOrMovedSomethingElse() {
    refuse(stake(withdrawal(), List.of(MOVED)), "not accepted");
    refuse(stake(withdrawal(), List.of(accepted())), "another amount");
    refuse(
        stake(withdrawal(), List.of(MOVED.replace(ACCOUNT, "0xother"), accepted())),
        "another amount");
    refuse(
        stake(withdrawal(), List.of(MOVED.replace("FREE|EXTERNAL", "EXTERNAL|FREE"), accepted())),
        "another amount");
  }

  @Test
  void shouldNotCountAWitnessTwiceOrOneOfAnotherJournalOrNobody() {
    List<String> outcome = List.of(MOVED, accepted());
    Evidence.Applied record = stake(withdrawal(), outcome).record();
    Hash32 digest = Evidence.digestOf(outcome);

    refuse(seen(record, "account-3", outcome, digest, "account-3", ONE, ONE), "[one.example]");
    refuse(seen(record, "account-3", outcome, digest, "account-2", ONE, TWO), "nobody");
    refuse(seen(record, "account-3", outcome, digest, "account-3"), "nobody");
    refuse(seen(record, "task-3", outcome, digest, "task-3", ONE, TWO), "account-3");
    assertThatThrownBy(() -> check(Witnesses.NONE)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Whatever is changed of the file: it shows the same, or nothing. */
  @Test
  void shouldShowNothingElseWhateverIsChanged() throws Exception {
    for (Evidence honest :
        List.of(
            stake(withdrawal(), List.of(MOVED, accepted())),
            receipt(receipt(), List.of("asked|0x01|a")))) {
      EvidenceCheck.Shown shown = check(BOTH).check(honest);
      byte[] text = EvidenceFile.write(honest).getBytes(StandardCharsets.UTF_8);
      assertThat(check(BOTH).check(EvidenceFile.read(EvidenceFile.write(honest)))).isEqualTo(shown);
      Random random = new Random(7);
      int refused = 0;
      for (int i = 0; i < 3_000; i++) {
        byte[] changed = text.clone();
        changed[random.nextInt(changed.length)] = (byte) (' ' + random.nextInt(95));
        try {
          Evidence read = EvidenceFile.read(new String(changed, StandardCharsets.UTF_8));
          assertThat(check(BOTH).check(read)).isEqualTo(shown);
        } catch (IllegalArgumentException | EvidenceException expected) {
          refused++;
        }
      }
      assertThat(refused).isGreaterThan(2_000);
    }
  }
}
