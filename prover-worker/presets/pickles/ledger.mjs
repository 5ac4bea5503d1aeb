// The ledger circuit under Pickles, Mina's recursive proof system: a proof says that transfers, in order, lead from one state to
// another, and two proofs that chain are merged into one of the same size.
//
// A state is the Poseidon Merkle root of the accounts and the Poseidon chain of all transfers so far. No balance goes below zero or
// to 2^64. A merge carries the binding of its aggregator; only proofs without one are merged, so nobody can wrap another's aggregate.
import { Field, MerkleWitness, Poseidon, Provable, SelfProof, Struct, UInt64, ZkProgram } from 'o1js';

export const DEPTH = 8;
export const TRANSFERS = 8;

export class Path extends MerkleWitness(DEPTH + 1) {}

export class Account extends Struct({ address: Field, balance: UInt64 }) {
  leaf() {
    return Poseidon.hash([this.address, this.balance.value]);
  }

  with(balance) {
    return new Account({ address: this.address, balance });
  }
}

export class State extends Struct({ root: Field, history: Field }) {
  assertEquals(other) {
    this.root.assertEquals(other.root);
    this.history.assertEquals(other.history);
  }
}

/** What a proof says. The binding is two numbers of 128 bits, high first; both zero: none. */
export class Step extends Struct({ before: State, after: State, binding: Provable.Array(Field, 2) }) {
  assertUnbound() {
    this.binding.forEach((half) => half.assertEquals(0));
  }
}

/** One transfer with what it touches; the receiver as it is once the sender has paid. An amount of zero is padding. */
export class Transfer extends Struct({
  sender: Account, senderPath: Path, receiver: Account, receiverPath: Path, amount: UInt64,
}) {}

export function recorded(history, from, to, amount) {
  return Poseidon.hash([history, from, to, amount]);
}

function moved(root, account, path, balance) {
  path.calculateRoot(account.leaf()).assertEquals(root);
  return path.calculateRoot(account.with(balance).leaf());
}

function applied(state, { sender, senderPath, receiver, receiverPath, amount }) {
  const paid = moved(state.root, sender, senderPath, sender.balance.sub(amount));
  const root = moved(paid, receiver, receiverPath, receiver.balance.add(amount));
  const history = recorded(state.history, sender.address, receiver.address, amount.value);
  return new State({ root, history: Provable.if(amount.value.equals(0), state.history, history) });
}

export const Ledger = ZkProgram({
  name: 'proofworks-ledger',
  publicInput: Step,
  methods: {
    apply: {
      privateInputs: [Provable.Array(Transfer, TRANSFERS)],
      async method(step, transfers) {
        step.assertUnbound();
        transfers.reduce(applied, step.before).assertEquals(step.after);
      },
    },
    merge: {
      privateInputs: [SelfProof, SelfProof],
      async method(step, earlier, later) {
        earlier.verify();
        later.verify();
        earlier.publicInput.assertUnbound();
        later.publicInput.assertUnbound();
        step.before.assertEquals(earlier.publicInput.before);
        earlier.publicInput.after.assertEquals(later.publicInput.before);
        later.publicInput.after.assertEquals(step.after);
      },
    },
    bind: {
      privateInputs: [SelfProof],
      async method(step, only) {
        only.verify();
        only.publicInput.assertUnbound();
        step.before.assertEquals(only.publicInput.before);
        step.after.assertEquals(only.publicInput.after);
      },
    },
  },
});
