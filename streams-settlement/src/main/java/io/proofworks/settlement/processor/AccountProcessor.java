package io.proofworks.settlement.processor;

import io.proofworks.avro.Registration;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.partition.AccountPartition;
import io.proofworks.settlement.records.AccountRecords;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.state.StoreNames;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Accounts of one partition: hands records to {@link AccountPartition}, sends what follows. */
@SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
public final class AccountProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

  private final AppContext app;
  private final Hash32 domain;
  private final Decoder<Registration> registrations;
  private AccountPartition partition;
  private Outbox outbox;
  private Journal journal;

  public AccountProcessor(AppContext app) {
    this.app = app;
    this.domain = app.settings().domain();
    this.registrations = app.serdes().decoder(Topics.REGISTRATIONS);
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    Digests digests = app.settings().digests();
    OrderedStore registry = StreamsStore.of(context, StoreNames.ACCOUNT_REGISTRY);
    AccountStates states =
        new AccountStates(
            StreamsStore.of(context, StoreNames.ACCOUNTS),
            StreamsStore.of(context, StoreNames.HOLDS),
            StreamsStore.of(context, StoreNames.APPLIED),
            StreamsStore.of(context, StoreNames.STATEMENTS),
            StreamsStore.of(context, StoreNames.KEPT_PROOFS),
            registry);
    AccountRecords records = new AccountRecords(app.serdes(), digests, app.settings().partitions());
    partition = new AccountPartition(records, states, digests, AccountRules.PROTOCOL);
    outbox = new Outbox(Nodes.ACCOUNT, app.serdes(), context);
    String name = Journals.ACCOUNT + context.taskId().partition();
    journal = Journal.of(app.settings(), name, registry, outbox);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context());
    String topic = input.coordinates().topic();
    boolean isPublic =
        topic.equals(Topics.REGISTRATIONS.name()) || topic.equals(Topics.STAKES.name());
    if (!isPublic) {
      send(input, partition.receiveInternal(input));
    } else if (!input.isTick()) {
      send(input, partition.receive(input));
    }
    journal.checkpoint(input.time());
  }

  private void send(InboundRecord input, Applied<AccountEffect> step) {
    step.effects().forEach(effect -> send(effect, input.time()));
    if (step.undecodable()) {
      outbox.deadLetter(DeadLetters.of(input, Reason.MALFORMED.name(), ""));
    }
    journal.append(step);
  }

  private void send(AccountEffect effect, long time) {
    switch (effect) {
      case VerdictIssued verdict ->
          outbox.publish(Topics.VERDICTS, verdict.key(), MarketRecords.verdict(verdict), time);
      case AccountEffect.Moved moved ->
          outbox.publish(
              Topics.LEDGER, moved.account().hex(), MarketRecords.movement(moved, domain), time);
      case AccountEffect.StandingChanged changed ->
          outbox.publish(
              Topics.PROVERS,
              changed.book().account().hex(),
              MarketRecords.standing(changed, domain, registrations),
              time);
      case AccountEffect.Answered answered -> outbox.send(answered, time);
      case AccountEffect.Forwarded forwarded -> outbox.send(forwarded, time);
      case AccountEffect.ProverAnnounced announced -> outbox.send(announced, time);
    }
  }
}
