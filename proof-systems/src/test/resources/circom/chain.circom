pragma circom 2.0.0;

include "poseidon.circom";

template Chain(n) {
  signal input secret;
  signal input salt;
  signal output out;
  signal x[n + 1];
  component hash[n];
  x[0] <== secret;
  for (var i = 0; i < n; i++) {
    hash[i] = Poseidon(2);
    hash[i].inputs[0] <== x[i];
    hash[i].inputs[1] <== salt;
    x[i + 1] <== hash[i].out;
  }
  out <== x[n];
}

component main {public [salt]} = Chain(4);
