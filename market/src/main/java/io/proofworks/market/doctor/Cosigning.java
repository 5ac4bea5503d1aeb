package io.proofworks.market.doctor;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the witnesses that a market names have cosigned, and what they should have by now.
 *
 * @param newest journal to the name of a witness to what was heard of it
 * @param due journal to the size of its newest checkpoint that is older than the time witnesses
 *     have for it
 */
public record Cosigning(
    Witnesses witnesses, Map<String, Map<String, Heard>> newest, Map<String, Long> due) {

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * So many records of each partition are looked at, then more if a journal is missing: checkpoints
   * are kept for ever. A journal that had none among the last of these is not looked at.
   */
  private static final List<Long> LOOKS = List.of(2_000L, 20_000L, 200_000L);

  /**
   * Of one witness and journal; a witness repeats itself, and others may repeat what it said.
   *
   * @param size the largest that it cosigned
   * @param at append time of its newest cosignature, epoch milliseconds
   */
  public record Heard(long size, long at) {

    Heard and(Heard other) {
      return new Heard(Math.max(size, other.size), Math.max(at, other.at));
    }
  }

  /**
   * Reads cosignatures and checkpoints, if there is anybody to look for.
   *
   * @param nowMs of this machine, epoch milliseconds
   */
  public static Cosigning read(
      Hash32 domain,
      Witnesses witnesses,
      Map<String, Object> kafka,
      MarketSerdes serdes,
      long nowMs) {
    if (witnesses.needed() == 0) {
      return new Cosigning(witnesses, Map.of(), Map.of());
    }
    long before = nowMs - Rules.WITNESS_SILENCE.toMillis();
    return new Cosigning(
        witnesses, heard(domain, witnesses, kafka, serdes), due(domain, kafka, serdes, before));
  }

  private static Map<String, Map<String, Heard>> heard(
      Hash32 domain, Witnesses witnesses, Map<String, Object> kafka, MarketSerdes serdes) {
    Map<String, Map<String, Heard>> newest = new TreeMap<>();
    try (LogReader reader =
        LogReader.of(kafka, serdes)
            .onTimed(
                Topics.COSIGNATURES,
                (record, time) ->
                    witnesses
                        .cosigned(Journals.origin(domain, record.getJournal()), record)
                        .ifPresent(checkpoint ->
                            newest
                                .computeIfAbsent(record.getJournal(), j -> new TreeMap<>())
                                .merge(
                                    record.getWitness(),
                                    new Heard(checkpoint.size(), time),
                                    Heard::and)))
            .fromBeginning()) {
      while (!reader.caughtUp()) {
        reader.poll(POLL);
      }
    }
    return newest;
  }

  private static Map<String, Long> due(
      Hash32 domain, Map<String, Object> kafka, MarketSerdes serdes, long before) {
    Map<String, Long> due = new TreeMap<>();
    Decoder<JournalCheckpoint> decoder = serdes.decoder(Topics.CHECKPOINTS);
    try (LogTail tail = new LogTail(kafka)) {
      String topic = Topics.CHECKPOINTS.name();
      List<String> all = Journals.all(tail.partitions(topic));
      for (long offsets : LOOKS) {
        boolean whole = tail.read(topic, offsets, one -> take(one, decoder, domain, before, due));
        if (whole || due.keySet().containsAll(all)) {
          break;
        }
      }
    }
    return due;
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> record,
      Decoder<JournalCheckpoint> decoder,
      Hash32 domain,
      long before,
      Map<String, Long> due) {
    if (record.timestamp() <= before
        && record.value() != null
        && decoder.decode(record.value()) instanceof Decoded.Value<JournalCheckpoint>(var one)
        && one.getDomain().equals(domain.hex())) {
      due.merge(one.getJournal(), one.getTreeSize(), Math::max);
    }
  }
}
