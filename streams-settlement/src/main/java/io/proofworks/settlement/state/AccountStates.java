package io.proofworks.settlement.state;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.settlement.domain.AccountBook;
import io.proofworks.settlement.domain.AccountCase;
import io.proofworks.settlement.domain.KeptProof;
import io.proofworks.settlement.domain.MarketPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * State of one account partition.
 *
 * @param accounts by address
 * @param holds base units by (account, hold id)
 * @param applied ids of inputs that have been applied
 * @param statements task that holds the claim, and the first proof, by statement id
 * @param kept statements with a proof, by (time of its reveal, statement id)
 * @param registry the newest policy
 */
public record AccountStates(
    OrderedStore accounts,
    OrderedStore holds,
    OrderedStore applied,
    OrderedStore statements,
    OrderedStore kept,
    OrderedStore registry) {

  /** Proofs that a partition keeps for others: 320 MB of the largest that our own policy takes. */
  public static final int MOST_PROOFS = 20_000;

  /** How long a proof is kept for others, ms of log time: a week. */
  public static final long KEPT_MS = 7L * 24 * 3_600_000;

  private static final Serde<AccountBook> BOOKS = FormatSerdes.of(SettlementFormats.ACCOUNT);
  private static final Serde<MarketPolicy> POLICIES = FormatSerdes.of(SettlementFormats.POLICY);
  private static final Serde<KeptProof> PROOFS = FormatSerdes.of(SettlementFormats.PROOF);
  private static final byte[] KEPT = "kept".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NONE = {};
  private static final byte[] NEWEST = "policy/newest".getBytes(StandardCharsets.UTF_8);

  /** In stores that are empty. */
  public static AccountStates of(Supplier<OrderedStore> stores) {
    return new AccountStates(
        stores.get(), stores.get(), stores.get(), stores.get(), stores.get(), stores.get());
  }

  /** The account with those of its holds. */
  public AccountCase load(Address account, List<Hash32> ids) {
    Map<Hash32, Long> held = new TreeMap<>();
    for (Hash32 id : ids) {
      byte[] amount = holds.get(holdKey(account, id));
      held.put(id, amount == null ? 0 : ByteBuffer.wrap(amount).getLong());
    }
    AccountBook book = accounts.get(account.bytes(), BOOKS);
    return new AccountCase(book == null ? AccountBook.empty(account) : book, held);
  }

  public void save(AccountCase state) {
    Address account = state.book().account();
    accounts.put(account.bytes(), state.book(), BOOKS);
    state.holds().forEach((id, amount) -> save(holdKey(account, id), amount));
  }

  private void save(byte[] key, long amount) {
    if (amount == 0) {
      holds.delete(key);
    } else {
      holds.put(key, ByteBuffer.allocate(Long.BYTES).putLong(amount).array());
    }
  }

  private static byte[] holdKey(Address account, Hash32 id) {
    return ByteBuffer.allocate(Address.BYTES + Hash32.BYTES)
        .put(account.bytes())
        .put(id.bytes())
        .array();
  }

  public boolean isApplied(Hash32 id) {
    return applied.get(id.bytes()) != null;
  }

  public void markApplied(Hash32 id, long time) {
    applied.put(id.bytes(), ByteBuffer.allocate(Long.BYTES).putLong(time).array());
  }

  public @Nullable Hash32 holderOf(Hash32 statementId) {
    byte[] holder = statements.get(statementId.bytes());
    return holder == null ? null : Hash32.of(holder);
  }

  public void claim(Hash32 statementId, Hash32 taskId) {
    statements.put(statementId.bytes(), taskId.bytes());
  }

  public @Nullable KeptProof proofOf(Hash32 statementId) {
    return statements.get(proofKey(statementId), PROOFS);
  }

  public void keep(Hash32 statementId, KeptProof proof) {
    statements.put(proofKey(statementId), proof, PROOFS, OrderedStore.SMALL + proof.proof().length);
    kept.put(ageKey(proof.reveal().time(), statementId), NONE);
    keptProofs(keptProofs() + 1);
  }

  /**
   * Forgets what is too old, and the oldest of what is too much: the proof, and whose the claim on
   * the statement is. Whoever asks for it later buys it, and whoever proves it then is paid.
   *
   * @param time of the newest proof, log time
   */
  public void forgetProofs(long time, int most) {
    Optional<byte[]> oldest = kept.first();
    while (oldest.isPresent() && (keptProofs() > most || timeOf(oldest.get()) < time - KEPT_MS)) {
      forget(oldest.get());
      oldest = kept.first();
    }
  }

  private void forget(byte[] ageKey) {
    Hash32 statementId = Hash32.of(Arrays.copyOfRange(ageKey, Long.BYTES, ageKey.length));
    statements.delete(proofKey(statementId));
    statements.delete(statementId.bytes());
    kept.delete(ageKey);
    keptProofs(keptProofs() - 1);
  }

  private int keptProofs() {
    byte[] known = registry.get(KEPT);
    return known == null ? 0 : ByteBuffer.wrap(known).getInt();
  }

  private void keptProofs(int count) {
    registry.put(KEPT, ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
  }

  private static byte[] ageKey(long time, Hash32 statementId) {
    return ByteBuffer.allocate(Long.BYTES + Hash32.BYTES)
        .putLong(time)
        .put(statementId.bytes())
        .array();
  }

  private static long timeOf(byte[] ageKey) {
    return ByteBuffer.wrap(ageKey).getLong();
  }

  /** Longer than the key of a claim, so never one. */
  private static byte[] proofKey(Hash32 statementId) {
    return ByteBuffer.allocate(Hash32.BYTES + 1).put(statementId.bytes()).put((byte) 1).array();
  }

  public @Nullable MarketPolicy policy() {
    return registry.get(NEWEST, POLICIES);
  }

  public void policy(MarketPolicy policy) {
    MarketPolicy known = policy();
    if (known == null || known.version() < policy.version()) {
      registry.put(NEWEST, policy, POLICIES);
    }
  }
}
