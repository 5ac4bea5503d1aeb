package io.proofworks.worker.prover;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.worker.journal.JournalledCommit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The records that this prover wrote, by the digest of their bytes: as its journal has them, and as
 * they were sent since, in case the same commit has other bytes by now. One thread uses it.
 */
final class OwnRecords {

  /** A commit or reveal of this prover's. */
  record Own(VerdictKind kind, Hash32 taskId, int epoch) {}

  private final Map<Hash32, Own> written = new HashMap<>();

  /** Those of the commits that a journal has. */
  static OwnRecords of(Collection<JournalledCommit> commits) {
    OwnRecords records = new OwnRecords();
    commits.forEach(records::add);
    return records;
  }

  void add(JournalledCommit commit) {
    add(VerdictKind.COMMIT, commit, commit.records().commit());
    add(VerdictKind.REVEAL, commit, commit.records().reveal());
  }

  /** A record of a commit, under the digest it is sent with. */
  void add(VerdictKind kind, JournalledCommit commit, Hash32 digest) {
    written.put(digest, new Own(kind, commit.taskId(), commit.epoch()));
  }

  /** The record of that digest, if this prover wrote one of that kind. */
  Optional<Own> find(VerdictKind kind, Hash32 digest) {
    return Optional.ofNullable(written.get(digest)).filter(own -> own.kind() == kind);
  }
}
