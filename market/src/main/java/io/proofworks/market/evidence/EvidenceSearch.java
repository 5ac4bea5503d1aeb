package io.proofworks.market.evidence;

import io.proofworks.avro.Cosignature;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Stake;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Gathers {@link Evidence} from a market: record, entry and cosignatures from its log, paths from
 * whoever serves them. Nothing of it is believed here. Used by one thread.
 */
public final class EvidenceSearch {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Serves the paths of entries in journals. */
  @FunctionalInterface
  public interface Paths {

    /**
     * The path of an entry in the tree of a size; empty while the tree is not known to be so large.
     *
     * @throws IOException when nobody answers
     */
    Optional<List<Hash32>> of(String journal, long sequence, long size) throws IOException;
  }

  /** How far it is. */
  public sealed interface Found {

    /** What is missing, for people. */
    record NotYet(String why) implements Found {}

    /** All of it. */
    record Whole(Evidence evidence, EvidenceCheck.Shown shown) implements Found {}
  }

  private final Consumer<byte[], byte[]> log;
  private final MarketSerdes serdes;
  private final Hash32 domain;
  private final Witnesses witnesses;
  private final Paths paths;
  private final EvidenceCheck check;
  private Optional<Taken> taken = Optional.empty();

  /** What the market took in, and the public part of what followed. */
  private record Taken(Evidence.Applied record, JournalEntry entry, List<String> outcome) {

    /** A stake that is refused moves nothing. */
    boolean isRefused() {
      return record.at().topic().equals(Topics.STAKES.name()) && outcome.isEmpty();
    }
  }

  /**
   * @param log reads committed records only, and resets no offset by itself; stays the caller's
   */
  public EvidenceSearch(
      Consumer<byte[], byte[]> log,
      MarketSerdes serdes,
      Hash32 domain,
      Witnesses witnesses,
      Paths paths) {
    this.log = log;
    this.serdes = serdes;
    this.domain = domain;
    this.witnesses = witnesses;
    this.paths = paths;
    this.check = new EvidenceCheck(domain, witnesses);
  }

  /**
   * Looks for the receipt of a batch.
   *
   * @throws IOException when nobody serves paths
   * @throws EvidenceException when there is a receipt and it shows something else
   */
  public Found receipt(String batchId) throws IOException, EvidenceException {
    Predicate<Receipt> wanted = receipt -> receipt.getBatchId().equals(batchId);
    return found(Topics.RECEIPTS, batchId, wanted, Journals.BATCH, "receipt of batch " + batchId);
  }

  /** The same of a deposit or a withdrawal, by the reference that it was written with. */
  public Found stake(String account, String reference) throws IOException, EvidenceException {
    Predicate<Stake> wanted =
        stake -> stake.getAccount().equals(account) && stake.getReference().equals(reference);
    return found(Topics.STAKES, account, wanted, Journals.ACCOUNT, "stake " + reference);
  }

  private <V extends SpecificRecord> Found found(
      Topic<V> topic, String key, Predicate<V> wanted, String journal, String what)
      throws IOException, EvidenceException {
    if (taken.isPresent()) {
      return seen(taken.get());
    }
    String why = "there is no " + what;
    for (Evidence.Applied record : records(partition(topic, key), topic, wanted)) {
      Optional<Taken> found =
          entry(journal + record.at().partition(), record.at()).map(entry -> taken(record, entry));
      if (found.filter(one -> !one.isRefused()).isPresent()) {
        taken = found;
        return seen(found.get());
      }
      why =
          found
              .map(EvidenceSearch::refused)
              .orElse("no journal has applied " + record.at() + " yet");
    }
    return new Found.NotYet(why);
  }

  /** All that are wanted: a stake that was refused may come again under its reference. */
  private <V extends SpecificRecord> List<Evidence.Applied> records(
      TopicPartition partition, Topic<V> topic, Predicate<V> wanted) {
    List<Evidence.Applied> found = new ArrayList<>();
    var unused =
        first(
            partition,
            0,
            topic,
            (record, value) -> {
              if (wanted.test(value)) {
                found.add(applied(record));
              }
              return Optional.empty();
            });
    return found;
  }

  private Taken taken(Evidence.Applied record, JournalEntry entry) {
    return new Taken(record, entry, outcome(record, Hash32.parse(entry.getOutcomeDigest())));
  }

  private static String refused(Taken of) {
    return "entry %d of %s has applied %s, and took it for nothing, or the ledger is behind"
        .formatted(of.entry().getSequence(), of.entry().getJournal(), of.record().at());
  }

  private TopicPartition partition(Topic<?> topic, String key) {
    int partitions = log.partitionsFor(topic.name()).size();
    return new TopicPartition(topic.name(), Partitions.of(key, partitions));
  }

  private static Evidence.Applied applied(ConsumerRecord<byte[], byte[]> record) {
    Coordinates at =
        new Coordinates(record.topic(), record.partition(), record.offset(), record.timestamp());
    return new Evidence.Applied(at, record.key(), record.value());
  }

  /** A record has an entry after it, so nothing before its time has to be read. */
  private Optional<JournalEntry> entry(String journal, Coordinates at) {
    Predicate<JournalEntry> wanted =
        one ->
            one.getJournal().equals(journal)
                && one.getInput().getTopic().equals(at.topic())
                && one.getInput().getPartition() == at.partition()
                && one.getInput().getOffset() == at.offset();
    return first(
        partition(Topics.JOURNAL, journal),
        at.time(),
        Topics.JOURNAL,
        (record, value) -> Optional.of(value).filter(wanted));
  }

  private Found seen(Taken of) throws IOException, EvidenceException {
    Evidence.Applied applied = of.record();
    JournalEntry found = of.entry();
    Evidence.Entry said =
        new Evidence.Entry(
            found.getJournal(),
            found.getSequence(),
            Hash32.parse(found.getPreviousHash()),
            found.getClocks(),
            Hash32.parse(found.getOutcomeDigest()));
    List<Evidence.Cosigned> trees = new ArrayList<>();
    Evidence evidence = new Evidence(domain, applied, said, of.outcome(), trees);
    for (Cosignature one : cosignatures(said).values()) {
      paths
          .of(said.journal(), said.sequence(), one.getTreeSize())
          .map(path -> cosigned(one, path))
          .filter(tree -> check.isCosigned(evidence, tree))
          .ifPresent(trees::add);
    }
    if (trees.size() < witnesses.needed()) {
      return new Found.NotYet(
          "applied as entry %d of %s; %d cosigned it, of %s"
              .formatted(said.sequence(), said.journal(), trees.size(), witnesses));
    }
    Evidence whole = new Evidence(domain, applied, said, evidence.outcome(), trees);
    return new Found.Whole(whole, check.check(whole));
  }

  private static Evidence.Cosigned cosigned(Cosignature one, List<Hash32> path) {
    byte[] signature = new byte[one.getSignature().remaining()];
    one.getSignature().duplicate().get(signature);
    return new Evidence.Cosigned(
        one.getWitness(),
        one.getTreeSize(),
        Hash32.parse(one.getRoot()),
        one.getTime(),
        signature,
        path);
  }

  /** Of each witness the first that was published of a tree with the entry. */
  private Map<String, Cosignature> cosignatures(Evidence.Entry of) {
    Map<String, Cosignature> firsts = new LinkedHashMap<>();
    String origin = Journals.origin(domain, of.journal());
    for (int partition = 0;
        partition < log.partitionsFor(Topics.COSIGNATURES.name()).size();
        partition++) {
      var unused =
          first(
              new TopicPartition(Topics.COSIGNATURES.name(), partition),
              0,
              Topics.COSIGNATURES,
              (record, one) -> {
                if (one.getJournal().equals(of.journal()) && one.getTreeSize() > of.sequence()) {
                  Optional<Checkpoint> right = witnesses.cosigned(origin, one);
                  right.ifPresent(checkpoint -> firsts.putIfAbsent(one.getWitness(), one));
                }
                return Optional.empty();
              });
    }
    return firsts;
  }

  /** What followed for an account: its movements, and the verdict. Nothing public is of a batch. */
  private List<String> outcome(Evidence.Applied applied, Hash32 digest) {
    if (!applied.at().topic().equals(Topics.STAKES.name())) {
      return List.of();
    }
    Map<String, List<String>> byCause = new LinkedHashMap<>();
    TopicPartition ledger = new TopicPartition(Topics.LEDGER.name(), applied.at().partition());
    String accepted = check.acceptance(applied.at());
    return first(
            ledger,
            applied.at().time(),
            Topics.LEDGER,
            (record, movement) -> {
              List<String> texts =
                  byCause.computeIfAbsent(movement.getCause(), cause -> new ArrayList<>());
              texts.add(text(movement));
              return Optional.of(with(texts, accepted))
                  .filter(all -> Evidence.digestOf(all).equals(digest));
            })
        .orElse(List.of());
  }

  private static List<String> with(List<String> texts, String last) {
    List<String> all = new ArrayList<>(texts);
    all.add(last);
    return all;
  }

  private static String text(LedgerMovement movement) {
    return String.join(
        "|",
        "movement",
        movement.getMovementId(),
        movement.getAccount(),
        movement.getKind(),
        movement.getFromBucket(),
        movement.getToBucket(),
        Long.toString(movement.getAmount()),
        movement.getCounterparty());
  }

  /**
   * What the first record of a partition gives that gives something, up to where it ends now.
   *
   * @param since append time to begin at, epoch milliseconds; 0 for the beginning
   */
  private <V extends SpecificRecord, T> Optional<T> first(
      TopicPartition partition,
      long since,
      Topic<V> topic,
      BiFunction<ConsumerRecord<byte[], byte[]>, V, Optional<T>> take) {
    List<TopicPartition> one = List.of(partition);
    log.assign(one);
    long end = log.endOffsets(one).getOrDefault(partition, 0L);
    seek(partition, since, end);
    while (log.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : log.poll(POLL)) {
        if (record.value() != null
            && serdes.decoder(topic).decode(record.value()) instanceof Decoded.Value<V>(V value)) {
          Optional<T> given = take.apply(record, value);
          if (given.isPresent()) {
            return given;
          }
        }
      }
    }
    return Optional.empty();
  }

  private void seek(TopicPartition partition, long since, long end) {
    if (since == 0) {
      log.seekToBeginning(List.of(partition));
      return;
    }
    var found =
        log.offsetsForTimes(Map.of(partition, since - BrokerClocks.APART_MS)).get(partition);
    log.seek(partition, found == null ? end : found.offset());
  }
}
