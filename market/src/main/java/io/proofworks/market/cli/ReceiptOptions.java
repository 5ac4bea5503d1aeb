package io.proofworks.market.cli;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProgramEntry;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.market.local.ReceiptWork;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.settings.Setting;
import io.proofworks.worker.log.AvroBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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
      paramLabel = "FILE",
      description =
          "What the program makes public: the journal, or the public values; raw bytes. Not for a"
              + " system that cuts its traces itself.")
  private @Nullable Path publicValues;

  ProvableWork work(TransferOptions transfers, Policy policy, VerifierRegistry verifiers)
      throws IOException {
    Set<String> systems = new TreeSet<>(verifiers.systems());
    systems.remove(LedgerProgram.PROOF_SYSTEM);
    if (!systems.contains(system)) {
      throw new CommandException(
          ExitCodes.USAGE,
          "--system is one of "
              + systems
              + ", not "
              + system
              + "; one of another program needs the setting "
              + Setting.EXTERNAL_COMMAND.settingName());
    }
    return verifiers.system(system).orElseThrow() instanceof SplittingProofSystem splitting
        ? cut(splitting, transfers, policy)
        : whole(transfers.input(), policy);
  }

  private ProvableWork cut(SplittingProofSystem splitting, TransferOptions transfers, Policy policy)
      throws IOException {
    if (publicValues != null) {
      throw new CommandException(
          ExitCodes.USAGE, "--public-values is not for " + system + ", which finds them itself");
    }
    Program offered =
        offered(hash(), policy)
            .map(entry -> new Program(hash().bytes(), system, AvroBytes.copy(entry.getData())))
            .orElseThrow(this::notOffered);
    return ReceiptWork.of(splitting, offered, transfers.bytes(), policy);
  }

  private ProvableWork whole(Optional<Path> input, Policy policy) throws IOException {
    if (publicValues == null) {
      throw new CommandException(ExitCodes.USAGE, "--system " + system + " needs --public-values");
    }
    if (KeyedProofSystem.IDS.contains(system) && offered(hash(), policy).isEmpty()) {
      throw notOffered();
    }
    return ReceiptWork.of(
        system,
        hash(),
        input.isEmpty() ? new byte[0] : Files.readAllBytes(input.get()),
        Files.readAllBytes(publicValues),
        policy);
  }

  private CommandException notOffered() {
    return new CommandException(
        ExitCodes.USAGE, "the policy in force has no program " + hash().hex() + " with its key");
  }

  private static Optional<ProgramEntry> offered(Hash32 program, Policy policy) {
    return policy.getPrograms().stream()
        .filter(entry -> entry.getProgramHash().equals(program.hex()))
        .findFirst();
  }

  private Hash32 hash() {
    try {
      return Hash32.parse(program);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, "--program " + program + ": " + e.getMessage());
    }
  }
}
