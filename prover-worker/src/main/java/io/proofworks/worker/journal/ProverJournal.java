package io.proofworks.worker.journal;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The append-only file of a prover's commits: each is on the disk (fsync) before it is sent, each
 * has a checksum chained to the one before, and one process at a time may hold the file. A record
 * cut short at the end (power lost while it was written, so never sent) is dropped; any other
 * damage is refused, records that are missing at the end included ({@link JournalHead}).
 *
 * <p>Layout: 8 bytes magic, then records of 200 bytes: taskId, epoch (int), commitment,
 * proofDigest, nonce, digests of the commitment's and the reveal's record, CRC-32C (int) of what is
 * before it in the record and of the record before.
 */
public final class ProverJournal implements AutoCloseable {

  private static final long MAGIC = 0x50574a4f55520002L;
  private static final int HEADER = Long.BYTES;
  static final int RECORD = 6 * Hash32.BYTES + 2 * Integer.BYTES;

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;
  private final JournalHead head;
  private final ReadingMark mark;
  private final List<JournalledCommit> commits = new ArrayList<>();
  private final CommitGuard guard = new CommitGuard();
  private int lastChecksum;

  private ProverJournal(
      Path directory, FileChannel channel, FileLock lock, JournalHead head, ReadingMark mark) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
    this.head = head;
    this.mark = mark;
  }

  /**
   * Opens the journal in that directory, or begins it.
   *
   * @throws JournalException if another process holds it, it is damaged, or the disk refuses
   */
  public static ProverJournal open(Path directory) {
    try {
      Files.createDirectories(directory.resolve("proofs"));
      FileChannel channel =
          FileChannel.open(
              directory.resolve("commits.journal"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = lock(directory, channel);
      ReadingMark mark = ReadingMark.open(directory);
      return loaded(new ProverJournal(directory, channel, lock, JournalHead.open(directory), mark));
    } catch (IOException e) {
      throw new JournalException("cannot open the journal in " + directory + ": " + e, e);
    }
  }

  /** A journal that cannot be trusted is let go of again. */
  private static ProverJournal loaded(ProverJournal journal) throws IOException {
    try {
      journal.load();
      return journal;
    } catch (IOException | RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private static FileLock lock(Path directory, FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // the same answer as for another process, below
    }
    channel.close();
    throw new JournalException(
        "another worker holds the journal in "
            + directory
            + ": stop it, or give this one its own --data-dir and keys");
  }

  private void load() throws IOException {
    if (channel.size() < HEADER) {
      begin();
      return;
    }
    ByteBuffer header = read(0, HEADER);
    if (header.getLong() != MAGIC) {
      throw damaged(0, "this is no prover journal");
    }
    long whole = HEADER + (channel.size() - HEADER) / RECORD * RECORD;
    for (long at = HEADER; at < whole; at += RECORD) {
      loadRecord(at);
    }
    if (channel.size() > whole) {
      channel.truncate(whole);
    }
    checkHead();
  }

  /** One record more than the head says is a commit that was written and not yet sent. */
  private void checkHead() throws IOException {
    JournalHead.Head noted = head.read().orElse(null);
    if (noted == null && !commits.isEmpty()) {
      throw damaged(0, "commits.head, which says how many commits there are, is gone");
    }
    if (noted != null && noted.records() > commits.size()) {
      throw damaged(channel.size(), "it has " + commits.size() + " commits of " + noted.records());
    }
    head.write(new JournalHead.Head(commits.size(), lastChecksum));
  }

  private void begin() throws IOException {
    channel.truncate(0);
    write(0, ByteBuffer.allocate(HEADER).putLong(MAGIC).flip());
    checkHead();
    ReadingMark.fsync(directory);
  }

  private void loadRecord(long at) throws IOException {
    ByteBuffer record = read(at, RECORD);
    int expected = checksum(record.duplicate().limit(RECORD - Integer.BYTES), lastChecksum);
    if (record.getInt(RECORD - Integer.BYTES) != expected) {
      throw damaged(at, "a checksum does not match");
    }
    lastChecksum = expected;
    JournalledCommit commit = decode(record);
    if (!guard.mayCommit(commit)) {
      throw damaged(at, "it contradicts an earlier commit");
    }
    guard.remember(commit);
    commits.add(commit);
  }

  private JournalException damaged(long at, String what) {
    return new JournalException(
        "the journal "
            + directory.resolve("commits.journal")
            + " is damaged at byte "
            + at
            + " ("
            + what
            + "): restore it from a copy, or register fresh keys with an empty --data-dir");
  }

  /**
   * Makes a commit durable, with its proof. On return it may be sent. Of one that is known only the
   * proof is written again, if it was lost.
   *
   * @throws JournalException if it contradicts an earlier commit or cannot be made durable; then it
   *     must not be sent
   */
  public synchronized void record(JournalledCommit commit, byte[] proof) {
    if (guard.knows(commit)) {
      restore(commit, proof);
      return;
    }
    if (!guard.mayCommit(commit)) {
      throw new JournalException(
          "refused to commit twice to task " + commit.taskId().hex() + " epoch " + commit.epoch());
    }
    try {
      writeProof(commit, proof);
      append(commit);
    } catch (IOException e) {
      throw new JournalException("commit not sent, the journal cannot be written: " + e, e);
    }
  }

  private void restore(JournalledCommit commit, byte[] proof) {
    try {
      Path file = proofFile(commit.taskId(), commit.epoch());
      if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), proof)) {
        writeProof(commit, proof);
      }
    } catch (IOException e) {
      throw new JournalException("a proof made again cannot be written: " + e, e);
    }
  }

  private void writeProof(JournalledCommit commit, byte[] proof) throws IOException {
    Path file = proofFile(commit.taskId(), commit.epoch());
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(proof);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
  }

  private void append(JournalledCommit commit) throws IOException {
    ByteBuffer record = encode(commit);
    int checksum = checksum(record.duplicate().flip(), lastChecksum);
    record.putInt(checksum).flip();
    write(HEADER + (long) commits.size() * RECORD, record);
    lastChecksum = checksum;
    guard.remember(commit);
    commits.add(commit);
    head.write(new JournalHead.Head(commits.size(), checksum));
  }

  /** From when on the log has to be read for these commits. */
  public ReadingMark mark() {
    return mark;
  }

  /** The newest commit for a task. */
  public synchronized Optional<JournalledCommit> latest(Hash32 taskId) {
    return guard.latest(taskId);
  }

  /** All commits, oldest first. */
  public synchronized List<JournalledCommit> commits() {
    return List.copyOf(commits);
  }

  /**
   * The proof of a recorded commit.
   *
   * @throws JournalException if its file is gone or holds something else
   */
  public byte[] proof(JournalledCommit commit) {
    byte[] proof;
    try {
      proof = Files.readAllBytes(proofFile(commit.taskId(), commit.epoch()));
    } catch (IOException e) {
      throw new JournalException("the proof of task " + commit.taskId().hex() + " is gone", e);
    }
    if (!Keccak.hash(proof).equals(commit.proofDigest())) {
      throw new JournalException("the proof of task " + commit.taskId().hex() + " is damaged");
    }
    return proof;
  }

  private Path proofFile(Hash32 taskId, int epoch) {
    return directory.resolve("proofs").resolve(taskId.hex().substring(2) + "-" + epoch + ".proof");
  }

  private static ByteBuffer encode(JournalledCommit commit) {
    return ByteBuffer.allocate(RECORD)
        .put(commit.taskId().bytes())
        .putInt(commit.epoch())
        .put(commit.commitment().bytes())
        .put(commit.proofDigest().bytes())
        .put(commit.nonce().bytes())
        .put(commit.records().commit().bytes())
        .put(commit.records().reveal().bytes());
  }

  private static JournalledCommit decode(ByteBuffer record) {
    Hash32 taskId = hash(record);
    int epoch = record.getInt();
    return new JournalledCommit(
        taskId,
        epoch,
        hash(record),
        hash(record),
        hash(record),
        new JournalledCommit.Records(hash(record), hash(record)));
  }

  private static Hash32 hash(ByteBuffer from) {
    byte[] bytes = new byte[32];
    from.get(bytes);
    return Hash32.of(bytes);
  }

  private static int checksum(ByteBuffer content, int previous) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(previous).flip());
    crc.update(content);
    return (int) crc.getValue();
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // a read may be short
    }
    return bytes.flip();
  }

  private void write(long at, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    channel.force(true);
  }

  @Override
  public void close() {
    try (channel;
        head) {
      lock.release();
    } catch (IOException e) {
      throw new JournalException("cannot close the journal in " + directory, e);
    }
  }
}
