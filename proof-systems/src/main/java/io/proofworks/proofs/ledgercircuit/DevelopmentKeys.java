package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Development keys: made on first use by a setup on this machine and kept in a directory.
 *
 * <p><b>Whoever ran the setup could forge proofs.</b> They are for development and demonstrations;
 * the files say so in their name. A key has its own program hash, so provers and market must share
 * one directory (or copies of it).
 *
 * <p>Safe for many threads and for many processes on one directory: a file lock lets one of them
 * make a key, and a file appears whole or not at all.
 */
public final class DevelopmentKeys {

  /** File locks are held by a process as a whole: threads of one process need this beside them. */
  private static final Object ONE_AT_A_TIME = new Object();

  private final Path directory;
  private final Map<String, LedgerKeys> loaded = new ConcurrentHashMap<>();

  /** The keys kept in this directory, which is made when needed. */
  public DevelopmentKeys(Path directory) {
    this.directory = directory;
  }

  /**
   * The keys of a size of the circuit: from memory, from disk, or made now (seconds).
   *
   * @throws UncheckedIOException if the directory cannot be used or a file in it is damaged
   */
  public LedgerKeys get(int depth, int transfers) {
    return loaded.computeIfAbsent(depth + "x" + transfers, size -> loadOrMake(depth, transfers));
  }

  private LedgerKeys loadOrMake(int depth, int transfers) {
    R1cs constraints = LedgerCircuit.build(depth, transfers).constraints();
    Path file = directory.resolve(fileName(depth, transfers, constraints));
    try {
      ProvingKey key = Files.exists(file) ? read(file) : makeAlone(file, constraints);
      return new LedgerKeys(key, new LedgerProgram(depth, transfers, key.verifyingKey()));
    } catch (IOException e) {
      throw new UncheckedIOException("development key " + file, e);
    }
  }

  /**
   * The digest of the constraints and the format are parts of the name, so that a changed circuit
   * or reader never meets an old key.
   */
  private static String fileName(int depth, int transfers, R1cs constraints) {
    String digest = ConstraintDigest.of(constraints).substring(0, 16);
    return "development-ledger-d"
        + depth
        + "-t"
        + transfers
        + "-"
        + digest
        + ".v"
        + ProvingKey.FORMAT
        + ".key";
  }

  private ProvingKey makeAlone(Path file, R1cs constraints) throws IOException {
    Files.createDirectories(directory);
    Path lockFile = directory.resolve(file.getFileName() + ".lock");
    synchronized (ONE_AT_A_TIME) {
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        // Another process may have made it while this one waited for the lock.
        return lock.isValid() && Files.exists(file) ? read(file) : make(file, constraints);
      }
    }
  }

  private ProvingKey make(Path file, R1cs constraints) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    ProvingKey key = DevelopmentSetup.generate(constraints, new SecureRandom(), threads);
    Path unfinished = Files.createTempFile(directory, "unfinished", ".key");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
      key.write(out);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    return key;
  }

  private static ProvingKey read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return ProvingKey.read(in);
    }
  }
}
