package io.proofworks.market.evidence;

import io.proofworks.avro.Cosignature;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Stake;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * Judges {@link Evidence} by nothing but a market's domain and the keys of witnesses. That the
 * journal's own key signed is the witnesses' word: they cosign nothing else.
 */
public final class EvidenceCheck {

  private static final List<String> REFUSED = List.of("refused");
  private static final List<String> NOTHING = List.of();

  private final Hash32 domain;
  private final Witnesses witnesses;

  /**
   * What is shown.
   *
   * @param what the market did, for people
   * @param witnesses names of those who saw it, without repetition
   */
  public record Shown(String what, List<String> witnesses) {}

  /**
   * @param witnesses who has to have cosigned; at least one
   * @throws IllegalArgumentException when nobody is needed
   */
  public EvidenceCheck(Hash32 domain, Witnesses witnesses) {
    if (witnesses.needed() < 1) {
      throw new IllegalArgumentException("nobody has to have seen it: name the witnesses");
    }
    this.domain = domain;
    this.witnesses = witnesses;
  }

  /**
   * What it shows.
   *
   * @throws EvidenceException when it does not show it
   */
  public Shown check(Evidence evidence) throws EvidenceException {
    require(evidence.domain().equals(domain), "it is of market " + evidence.domain());
    String what = meaning(evidence);
    TreeSet<String> saw = new TreeSet<>();
    for (Evidence.Cosigned tree : evidence.cosigned()) {
      if (isCosigned(evidence, tree)) {
        saw.add(tree.witness());
      }
    }
    require(
        saw.size() >= witnesses.needed(),
        "seen by %s, and %s are needed".formatted(saw.isEmpty() ? "nobody" : saw, witnesses));
    return new Shown(what, List.copyOf(saw));
  }

  /** Whether one of the witnesses cosigned that tree, and the entry is in it. */
  boolean isCosigned(Evidence evidence, Evidence.Cosigned tree) {
    Cosignature said =
        Cosignature.newBuilder()
            .setDomain(domain.hex())
            .setJournal(evidence.entry().journal())
            .setWitness(tree.witness())
            .setTreeSize(tree.size())
            .setRoot(tree.root().hex())
            .setTime(tree.time())
            .setSignature(ByteBuffer.wrap(tree.signature()))
            .build();
    String origin = Journals.origin(domain, evidence.entry().journal());
    return witnesses.cosigned(origin, said).isPresent() && evidence.isIn(tree);
  }

  private String meaning(Evidence evidence) throws EvidenceException {
    String topic = evidence.record().at().topic();
    if (topic.equals(Topics.RECEIPTS.name())) {
      return receipt(evidence, decoded(Topics.RECEIPTS, evidence));
    }
    require(topic.equals(Topics.STAKES.name()), "it is about " + topic);
    return stake(evidence, decoded(Topics.STAKES, evidence));
  }

  private static <V extends SpecificRecord> V decoded(Topic<V> topic, Evidence evidence)
      throws EvidenceException {
    MarketSerdes serdes = new MarketSerdes(new OwnSchema(topic.schema()));
    return switch (serdes.decoder(topic).decode(evidence.record().value())) {
      case Decoded.Value<V>(V value) -> value;
      case Decoded.Malformed<V>(String detail) ->
          throw new EvidenceException("the record cannot be read: " + detail);
    };
  }

  /**
   * That settlement took it in, which it does with every receipt that it can read. It ends a batch
   * when it has the verdict on the root as well: that comes before the receipt or after it, or
   * never.
   */
  private String receipt(Evidence evidence, Receipt receipt) throws EvidenceException {
    requireJournal(evidence, Journals.BATCH);
    require(receipt.getDomain().equals(domain.hex()), "the receipt is of another market");
    require(evidence.outcome().isEmpty(), "what follows from a receipt is not public");
    require(
        !evidence.entry().outcomeDigest().equals(Evidence.digestOf(REFUSED)),
        "settlement refused the receipt");
    boolean alone = evidence.entry().outcomeDigest().equals(Evidence.digestOf(NOTHING));
    return "receipt of batch %s, %s%s"
        .formatted(
            receipt.getBatchId(),
            receipt.getOutcome(),
            alone ? "; settlement had no accepted root for it then" : "");
  }

  private String stake(Evidence evidence, Stake stake) throws EvidenceException {
    requireJournal(evidence, Journals.ACCOUNT);
    require(stake.getDomain().equals(domain.hex()), "the stake is of another market");
    require(
        evidence.entry().outcomeDigest().equals(Evidence.digestOf(evidence.outcome())),
        "what followed is something else");
    require(evidence.outcome().contains(acceptance(evidence.record().at())), "it was not accepted");
    require(
        moved(evidence.outcome(), stake) == stake.getAmount(), "another amount was moved for it");
    return "%s of %d base units, account %s, reference %s"
        .formatted(stake.getKind(), stake.getAmount(), stake.getAccount(), stake.getReference());
  }

  private void requireJournal(Evidence evidence, String kind) throws EvidenceException {
    String right = kind + evidence.record().at().partition();
    require(evidence.entry().journal().equals(right), "its journal is " + right);
  }

  /** The text of the verdict that takes a stake: nobody signs one, and no task is concerned. */
  String acceptance(Coordinates at) {
    return String.join(
        "|",
        "verdict",
        new Digests(domain).inputId(at.topic(), at.partition(), at.offset()).hex(),
        VerdictKind.STAKE.name(),
        Reason.ACCEPTED.name(),
        "",
        "false",
        "0",
        "",
        "0",
        "0",
        "");
  }

  /**
   * Out of the market, or into it; by texts {@code movement|id|account|kind|from|to|amount|other}.
   */
  private static long moved(List<String> outcome, Stake stake) {
    int outside = stake.getKind().equals(StakeKind.WITHDRAWAL.name()) ? 5 : 4;
    return outcome.stream()
        .map(text -> text.split("\\|", -1))
        .filter(parts -> parts.length == 8 && parts[0].equals("movement"))
        .filter(parts -> parts[2].equals(stake.getAccount()))
        .filter(parts -> parts[outside].equals(LedgerBucket.EXTERNAL.name()))
        .mapToLong(parts -> Long.parseLong(parts[6]))
        .sum();
  }

  private static void require(boolean holds, String otherwise) throws EvidenceException {
    if (!holds) {
      throw new EvidenceException(otherwise);
    }
  }
}
