package io.proofworks.market.cli;

import io.proofworks.market.terminal.Table;
import picocli.CommandLine.Option;

/** How data is written. */
final class OutputOptions {

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "TABLE",
      description = "Form of the data on standard output: ${COMPLETION-CANDIDATES}.")
  private Table.Format format;

  Table.Format format() {
    return format;
  }
}
