package io.proofworks.settlement.records;

import io.proofworks.avro.Registration;
import io.proofworks.avro.Stake;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.AccountInput;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.topics.Topics;

/** Records of accounts' public topics, from Avro to domain. */
public final class AccountRecords {

  private final Intake intake;
  private final Decoder<Registration> registrations;
  private final Decoder<Stake> stakes;

  public AccountRecords(MarketSerdes serdes, Digests digests, int partitions) {
    this.intake = new Intake(digests, partitions);
    this.registrations = serdes.decoder(Topics.REGISTRATIONS);
    this.stakes = serdes.decoder(Topics.STAKES);
  }

  public Reading<AccountInput> read(InboundRecord record) {
    if (record.coordinates().topic().equals(Topics.REGISTRATIONS.name())) {
      return intake.read(
          record,
          VerdictKind.REGISTRATION,
          Topics.REGISTRATIONS.maxMessageBytes(),
          registrations,
          Registration::getProverId,
          (value, origin) -> registration(value, origin, record.value()));
    }
    return intake.read(
        record,
        VerdictKind.STAKE,
        Topics.STAKES.maxMessageBytes(),
        stakes,
        Stake::getAccount,
        AccountRecords::stake);
  }

  private static AccountInput registration(Registration record, Origin origin, byte[] bytes) {
    byte[] sessionKey = Intake.bytes(record.getSessionKey());
    return new AccountInput.RegistrationReceived(
        origin,
        Hash32.parse(record.getDomain()),
        Address.parse(record.getProverId()),
        sessionKey,
        SessionKey.isPublicKey(sessionKey),
        record.getSessionExpiry(),
        record.getRegistrationNonce(),
        record.getRoles().contains(Role.AGGREGATOR.name()),
        SignedMessages.digest(record),
        Intake.bytes(record.getSignature()),
        bytes);
  }

  private static AccountInput stake(Stake record, Origin origin) {
    return new AccountInput.StakeReceived(
        origin,
        Hash32.parse(record.getDomain()),
        Address.parse(record.getAccount()),
        Intake.word(StakeKind.find(record.getKind()), record.getKind()),
        record.getAmount(),
        record.getReference());
  }
}
