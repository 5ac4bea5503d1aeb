package io.proofworks.market.cli;

import io.proofworks.avro.Policy;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.ReceiptWork;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A zkVM program to be proved, in the place of transfers. */
final class ReceiptOptions {

  @Option(
      names = "--system",
      required = true,
      paramLabel = "SYSTEM",
      description =
          "Proof system: of a zkVM, such as risc0-groth16 or sp1-plonk, or of a circuit whose key"
              + " is in the policy, such as groth16.")
  private String system;

  @Option(
      names = "--program",
      required = true,
      paramLabel = "HASH",
      description =
          "RISC Zero image id, SP1 verifying-key digest, or hash of a program of the policy: 0x and"
              + " 64 digits.")
  private String program;

  @Option(
      names = "--public-values",
      required = true,
      paramLabel = "FILE",
      description = "What the program makes public: the journal, or the public values; raw bytes.")
  private Path publicValues;

  ProvableWork work(@Nullable Path input, Policy policy) throws IOException {
    if (!ReceiptWork.SYSTEMS.contains(system)) {
      throw new CommandException(
          ExitCodes.USAGE,
          "--system is one of " + new TreeSet<>(ReceiptWork.SYSTEMS) + ", not " + system);
    }
    Hash32 hash = hash();
    if (KeyedProofSystem.IDS.contains(system) && !isOffered(hash, policy)) {
      throw new CommandException(
          ExitCodes.USAGE, "the policy in force has no program " + hash.hex() + " with its key");
    }
    return ReceiptWork.of(
        system,
        hash,
        input == null ? new byte[0] : Files.readAllBytes(input),
        Files.readAllBytes(publicValues),
        policy);
  }

  private static boolean isOffered(Hash32 program, Policy policy) {
    return policy.getPrograms().stream()
        .anyMatch(offered -> offered.getProgramHash().equals(program.hex()));
  }

  private Hash32 hash() {
    try {
      return Hash32.parse(program);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, "--program " + program + ": " + e.getMessage());
    }
  }
}
