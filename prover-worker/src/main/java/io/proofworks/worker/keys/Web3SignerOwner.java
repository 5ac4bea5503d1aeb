package io.proofworks.worker.keys;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.TypedMessage;
import java.net.URI;
import java.util.HexFormat;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An owner whose key is in a Web3Signer (eth1 mode). Its {@code POST /api/v1/eth1/sign/{key}} signs
 * keccak256 of the bytes that it is given, so it is given what an EIP-712 digest is the keccak256
 * of. It names keys by their public sides, which {@code GET /api/v1/eth1/publicKeys} lists.
 */
final class Web3SignerOwner implements OwnerSigner {

  private static final String API = "/api/v1/eth1/";

  private final SignerHttp http;
  private final Address owner;
  private volatile @Nullable String key;

  Web3SignerOwner(URI url, Address owner) {
    this.http = new SignerHttp(url);
    this.owner = owner;
  }

  @Override
  public Address address() {
    return owner;
  }

  @Override
  public byte[] sign(TypedMessage message) {
    String known = key;
    if (known == null) {
      known = find();
      key = known;
    }
    String data = "0x" + HexFormat.of().formatHex(message.preimage());
    String answer =
        http.post(API + "sign/" + known, SignerHttp.JSON.createObjectNode().put("data", data));
    return http.signature(owner, message, answer);
  }

  private String find() {
    return StreamSupport.stream(http.parsed(http.get(API + "publicKeys")).spliterator(), false)
        .map(one -> one.asText())
        .filter(one -> OwnerKey.addressOf(http.hex(one)).filter(owner::equals).isPresent())
        .findFirst()
        .orElseThrow(() -> http.refusal("has no key of " + owner));
  }
}
