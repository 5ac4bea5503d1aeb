package io.proofworks.worker;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the key of an owner is, for every program that signs as one. */
public final class OwnerKeyOption {

  @Option(
      names = "--owner-key",
      paramLabel = "PLACE",
      description =
          "The owner's key with a signer instead of in a file:"
              + " web3signer:https://HOST:PORT#0xADDRESS, eth-rpc:http://HOST:PORT#0xADDRESS"
              + " (eth_signTypedData_v4), or"
              + " pkcs11:token=TOKEN;object=LABEL?module-path=FILE&pin-source=FILE.")
  private @Nullable String place;

  /** What was said; null for a file. */
  public @Nullable String place() {
    return place;
  }
}
