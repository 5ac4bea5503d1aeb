package io.proofworks.market.cli;

import io.proofworks.market.local.LedgerWork;
import io.proofworks.proofs.ledgercircuit.LedgerTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which transfers a batch is made of. */
final class TransferOptions {

  private static final int MOST = 100_000;

  @Option(
      names = "--transfers",
      paramLabel = "N",
      defaultValue = "16",
      description = "How many transfers (default ${DEFAULT-VALUE}; the block has 171).")
  private int transfers;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description =
          "Your own transfers, CSV (tx_index,log_index,token,from,to,amount) or JSON; with --system"
              + " the program's input, as it is (of a system that cuts traces itself, a file not"
              + " named .csv or .json is its trace as it is).")
  private @Nullable Path input;

  @Option(names = "--token", description = "Only transfers of this token, with --input.")
  private @Nullable String token;

  /** The file of {@code --input}, if one was named. */
  Optional<Path> input() {
    return Optional.ofNullable(input);
  }

  /** The file of {@code --input} as it is, unless it is one of transfers; else the block's. */
  byte[] bytes() throws IOException {
    return input == null || input.toString().toLowerCase(Locale.ROOT).matches(".*\\.(csv|json)")
        ? trace().encode()
        : Files.readAllBytes(input);
  }

  /** Reads them. */
  LedgerTrace trace() throws IOException {
    DevCommand.require("--transfers", transfers, 1, MOST);
    return input == null
        ? LedgerWork.block(transfers)
        : LedgerWork.file(input, Optional.ofNullable(token), transfers);
  }
}
