package io.proofworks.market.witness;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.witness.Witness.Signer;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.MerkleTree;
import io.proofworks.tlog.SignedNote;
import io.proofworks.topics.Journals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A journal in the making, and who witnesses it. */
final class WitnessedLog {

  static final Hash32 DOMAIN = Keccak.hash("a market".getBytes(StandardCharsets.UTF_8));
  static final byte[] JOURNAL_SEED = seed(1);
  static final byte[] JOURNAL_KEY = SignedNote.keyOf("any", JOURNAL_SEED).publicKey();
  static final Signer SIGNER = new Signer("w.example", seed(9));
  static final long NOW_S = 1_700_000_000L;

  final String journal;
  final List<Hash32> entries = new ArrayList<>();

  WitnessedLog(String journal) {
    this.journal = journal;
  }

  static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  /** With what is in the file. */
  static Witness witness(Path file, boolean mayBegin) throws IOException {
    return Witness.open(
        SIGNER,
        origin -> MarketWitness.key(DOMAIN, JOURNAL_KEY, origin),
        () -> NOW_S,
        file,
        mayBegin);
  }

  /** The same with more entries of that kind. */
  WitnessedLog with(String salt, int more) {
    WitnessedLog next = new WitnessedLog(journal);
    next.entries.addAll(entries);
    for (int i = 0; i < more; i++) {
      String text = salt + next.entries.size();
      next.entries.add(Keccak.hash(text.getBytes(StandardCharsets.UTF_8)));
    }
    return next;
  }

  String origin() {
    return Journals.origin(DOMAIN, journal);
  }

  long size() {
    return entries.size();
  }

  MerkleTree tree() {
    MerkleTree tree = new MerkleTree();
    entries.forEach(entry -> tree.append(entry.bytes()));
    return tree;
  }

  MerkleFrontier frontier() {
    MerkleFrontier frontier = MerkleFrontier.EMPTY;
    for (Hash32 entry : entries) {
      frontier = frontier.with(entry.bytes());
    }
    return frontier;
  }

  Checkpoint checkpoint() {
    return new Checkpoint(origin(), size(), tree().root(size()));
  }

  /** As the journals' key signs it. */
  String note() {
    return checkpoint().sign(JOURNAL_SEED);
  }

  JournalCheckpoint signed() {
    return new JournalCheckpoint(DOMAIN.hex(), journal, size(), note());
  }

  JournalEntry entry(int sequence) {
    return JournalEntry.newBuilder()
        .setJournal(journal)
        .setSequence(sequence)
        .setPreviousHash("")
        .setEntryHash(entries.get(sequence).hex())
        .setInput(new Coordinates("market.reveals", 0, (long) sequence, (long) sequence))
        .setInputDigest("")
        .setClocks(Map.of())
        .setOutcomeDigest("")
        .build();
  }

  /** Has all entries read from that one on. */
  void readBy(MarketWitness reading, int from) {
    for (int i = from; i < entries.size(); i++) {
      reading.entry(entry(i));
    }
  }
}
