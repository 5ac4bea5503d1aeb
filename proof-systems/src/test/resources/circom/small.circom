pragma circom 2.0.0;

template Small() {
  signal input a;
  signal input b[3];
  signal output out;
  signal t[4];
  assert(a != 5);
  log("small", a, b[0]);
  t[0] <== a * a + 7;
  for (var i = 0; i < 3; i++) {
    t[i + 1] <== t[i] * b[i] + a;
  }
  out <== t[3] * t[1];
}

component main {public [b]} = Small();
