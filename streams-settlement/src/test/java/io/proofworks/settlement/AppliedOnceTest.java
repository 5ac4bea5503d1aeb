package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.DIGESTS;
import static io.proofworks.settlement.Market.DOMAIN;
import static io.proofworks.settlement.Market.REQUESTER;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.Balances;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.Performance;
import io.proofworks.settlement.domain.RequestIds;
import io.proofworks.settlement.domain.TaskAnswer;
import io.proofworks.settlement.partition.AccountPartition;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the rest of the market asks of an account comes by a topic, and could come twice. It is
 * remembered by its id, in the partition and across a restart of it, and moves money once.
 */
final class AppliedOnceTest {

  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);
  private static final Hash32 HOLD = hash("hold");
  private static final Hash32 BOND = hash("bond");
  private static final Hash32 BATCH = hash("batch");
  private static final AccountRequest.Matter MATTER =
      new AccountRequest.Matter(hash("task"), BATCH, "TEST");
  private static final Address PAYER = REQUESTER.id();

  private final AccountStates states = AccountStates.of(MemoryStore::new);
  private AccountPartition partition = start();
  private long offset;

  private AccountPartition start() {
    return new AccountPartition(
        new AccountRecords(Bench.SERDES, DIGESTS, 1), states, DIGESTS, AccountRules.PROTOCOL);
  }

  static Stream<AccountRequest.OfAccount> requests() {
    Performance failed = new Performance(io.proofworks.protocol.TaskClass.STANDARD, false);
    return Stream.of(
        new AccountRequest.ReserveEscrow(hash("1"), PAYER, HOLD, BATCH, 500),
        new AccountRequest.ReserveBond(hash("2"), PAYER, HOLD, 500, MATTER),
        new AccountRequest.LockLease(hash("3"), PAYER, HOLD, 500, MATTER),
        new AccountRequest.PayFromEscrow(
            hash("4"), PAYER, BATCH, ANN.id(), 300, MovementKind.PAY, MATTER),
        new AccountRequest.SlashBond(hash("5"), PAYER, BOND, 300, 100, ANN.id(), MATTER, failed),
        new AccountRequest.EndLease(
            hash("6"), PAYER, BOND, Reason.INCOMPLETE_AGGREGATE, ANN.id(), MATTER),
        new AccountRequest.Credit(
            hash("7"), PAYER, ANN.id(), 400, LedgerBucket.PAID, MovementKind.PAY, MATTER),
        new AccountRequest.Rate(hash("8"), PAYER, failed));
  }

  /** An account with money, 1,000 escrowed under the batch and 1,000 under a bond. */
  @BeforeEach
  void open() {
    tell(
        new InternalMessage.PolicyAnnounced(
            new MarketPolicy(
                DOMAIN,
                1,
                Map.of(),
                Map.of(),
                new MarketPolicy.Slashing(5_000, 8_000, 10_000, 1_000, 3_000, 2_500),
                4_000,
                1_500,
                1_000,
                3,
                60_000,
                3_600_000,
                16,
                2,
                500,
                Optional.empty(),
                MarketRules.NEWEST,
                false)));
    byte[] key = REQUESTER.hex().getBytes(StandardCharsets.UTF_8);
    byte[] deposit = Bench.SERDES.encode(Topics.STAKES, Market.deposit(REQUESTER, 13_000, "money"));
    partition.receive(
        InboundRecord.of(new Coordinates(Topics.STAKES.name(), 0, offset++, 1_000), key, deposit));
    ask(new AccountRequest.ReserveEscrow(hash("a"), PAYER, hash("b"), BATCH, 1_000));
    ask(new AccountRequest.ReserveBond(hash("c"), PAYER, BOND, 1_000, MATTER));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldMoveNothingForARequestThatComesAgain(AccountRequest.OfAccount request) {
    List<AccountEffect> first = ask(request);
    Object before = Objects.requireNonNull(states.load(PAYER, List.of(HOLD, BOND, BATCH)));

    List<AccountEffect> again = ask(request);
    partition = start();
    List<AccountEffect> afterARestart = ask(request);

    assertThat(first).isNotEmpty();
    assertThat(again).isEmpty();
    assertThat(afterARestart).isEmpty();
    assertThat(states.load(PAYER, List.of(HOLD, BOND, BATCH))).isEqualTo(before);
  }

  /** Long after the batch is over, and in another process. */
  @Test
  void shouldRefuseTheEscrowOfATaskWhoseBatchIsOverHoweverLateItComes() {
    ask(new AccountRequest.RefundEscrow(RequestIds.of("refund", BATCH), PAYER, BATCH, MATTER));
    Balances before = states.load(PAYER, List.of()).book().balances();
    partition = start();

    List<AccountEffect> answers =
        ask(new AccountRequest.ReserveEscrow(hash("late"), PAYER, HOLD, BATCH, 500));

    assertThat(answers)
        .contains(
            new AccountEffect.Answered(
                new TaskAnswer.EscrowWord(HOLD, false, "the batch is over, its escrow went back")));
    assertThat(states.load(PAYER, List.of()).book().balances()).isEqualTo(before);
  }

  private List<AccountEffect> ask(AccountRequest.OfAccount request) {
    return tell(new InternalMessage.AccountAsked(request));
  }

  private List<AccountEffect> tell(InternalMessage message) {
    byte[] value = MESSAGES.serializer().serialize("", message);
    byte[] key = message.recordKey().getBytes(StandardCharsets.UTF_8);
    Coordinates at = new Coordinates("account-requests", 0, offset++, 1_000);
    return partition.receiveInternal(InboundRecord.of(at, key, value)).effects();
  }
}
