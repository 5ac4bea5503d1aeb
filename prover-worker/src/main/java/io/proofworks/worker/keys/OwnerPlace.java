package io.proofworks.worker.keys;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.worker.keys.pkcs11.TokenKey;
import io.proofworks.worker.keys.pkcs11.TokenOwner;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/** Where an owner's key is kept, if not in a file. */
public sealed interface OwnerPlace {

  /** Of whoever says it wrong. */
  String FORMS =
      "web3signer:https://HOST:PORT#0xADDRESS, eth-rpc:http://HOST:PORT#0xADDRESS, or"
          + " pkcs11:token=TOKEN;object=LABEL?module-path=FILE&pin-source=FILE";

  /** A Web3Signer in its eth1 mode, by its REST API. */
  record Web3Signer(URI url, Address owner) implements OwnerPlace {}

  /** Anything that answers {@code eth_signTypedData_v4} over HTTP: a wallet, a node. */
  record EthRpc(URI url, Address owner) implements OwnerPlace {}

  /** A file that another directory has, for the markets that share an owner. */
  record InFile(Path directory) implements OwnerPlace {}

  /** A hardware module. */
  record Module(TokenKey key) implements OwnerPlace {}

  /**
   * Reads one of the {@link #FORMS}.
   *
   * @throws IllegalArgumentException saying what is out of form, and nothing of the text: it may be
   *     a key, or have a password in it
   */
  static OwnerPlace parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, Math.max(colon, 0))) {
      case "web3signer" -> new Web3Signer(url(rest), owner(rest));
      case "eth-rpc" -> new EthRpc(url(rest), owner(rest));
      case "pkcs11" -> new Module(TokenKey.parse(text));
      default ->
          throw new IllegalArgumentException(
              "an owner's key is kept at " + FORMS + ", and what was given is none of these");
    };
  }

  private static URI url(String text) {
    if (text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "no passwords, and so no @, in a signer's URL; a signer knows its clients by"
              + " certificates");
    }
    int mark = text.indexOf('#');
    URI url = uri(mark < 0 ? text : text.substring(0, mark));
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getQuery() != null) {
      throw new IllegalArgumentException(
          "a signer is at http://HOST:PORT or https://HOST:PORT, without a query");
    }
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a signer's URL is out of form at character %d: %s"
              .formatted(e.getIndex() + 1, e.getReason()));
    }
  }

  private static Address owner(String text) {
    int mark = text.indexOf('#');
    if (mark < 0) {
      throw new IllegalArgumentException("whose key? #0xADDRESS stands behind a signer's URL");
    }
    String hex = text.substring(mark + 1).toLowerCase(Locale.ROOT); // checksums are case
    return Address.tryParse(hex)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "behind the # of a signer's URL is its key's address, 0x and 40 hex digits"));
  }

  /**
   * What signs there. A signing service is asked when there is something to sign.
   *
   * @throws io.proofworks.protocol.SigningException if a module, or a directory, does not have the
   *     key
   */
  default OwnerSigner open() {
    return switch (this) {
      case Web3Signer(URI url, Address owner) -> new Web3SignerOwner(url, owner);
      case EthRpc(URI url, Address owner) -> new EthRpcOwner(url, owner);
      case InFile(Path directory) -> WorkerKeys.ownerIn(directory);
      case Module(TokenKey key) -> new TokenOwner(key);
    };
  }
}
