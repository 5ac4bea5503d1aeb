package io.proofworks.market.cli;

import io.proofworks.market.local.SigningKey;
import java.io.IOException;
import java.nio.file.Path;

/** A key that an operator's processes sign with, in a file that they share. */
final class KeyFile {

  private KeyFile() {}

  /**
   * Makes the key unless the file is there.
   *
   * @return its public side, 64 hex digits
   * @throws CommandException USAGE when the file holds something else
   */
  static String madeOnce(Path file) throws IOException {
    SigningKey.createOnce(file);
    try {
      return SigningKey.publicKey(file);
    } catch (IllegalArgumentException e) {
      throw new CommandException(ExitCodes.USAGE, file + " holds no key of 64 hex digits");
    }
  }
}
