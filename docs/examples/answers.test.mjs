// node --test answers.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownNews } from './answers.mjs';

const ME = '0x' + '11'.repeat(20);
const OTHER = '0x' + '22'.repeat(20);
const written = new Map([
  ['0xc0', { kind: 'COMMIT', taskId: '0xaa', epoch: 2 }],
  ['0xd0', { kind: 'REVEAL', taskId: '0xaa', epoch: 2 }],
]);
const verdict = (more) => ({
  kind: 'COMMIT', reason: 'ACCEPTED', author: '', signed: false, taskId: '0xaa', epoch: 2, input: { offset: 7 }, inputDigest: '0xff', ...more,
});
const news = (more) => ownNews(verdict(more), ME, written);

test('an answer to the bytes that it wrote is its own, whomever the verdict names', () => {
  assert.deepEqual(news({ inputDigest: '0xc0', author: OTHER }), { kind: 'COMMIT', taskId: '0xaa', epoch: 2, reason: 'ACCEPTED' });
  assert.equal(news({ inputDigest: '0xd0', kind: 'REVEAL', reason: 'REVEAL_LATE' }).reason, 'REVEAL_LATE');
});

test('task and epoch are those of its record, not those of the verdict', () => {
  assert.deepEqual(news({ inputDigest: '0xc0', taskId: '0xbb', epoch: 9 }), { kind: 'COMMIT', taskId: '0xaa', epoch: 2, reason: 'ACCEPTED' });
});

test('its name in an unsigned verdict means nothing', () => {
  assert.equal(news({ author: ME }), undefined);
  assert.equal(news({ author: ME, kind: 'REVEAL', reason: 'INVALID_PROOF' }), undefined);
});

test('what the market has checked to be signed by it is its own, though its journal may be lost', () => {
  assert.deepEqual(news({ author: ME, signed: true }), { kind: 'COMMIT', taskId: '0xaa', epoch: 2, reason: 'ACCEPTED' });
  assert.equal(news({ author: OTHER, signed: true }), undefined);
});

test('a copy of its record is answered, and that is no news', () => {
  for (const reason of ['DUPLICATE', 'WRONG_PARTITION', 'BAD_SIGNATURE', 'UNREGISTERED', 'UNCOMMITTED']) {
    assert.equal(news({ inputDigest: '0xc0', author: ME, signed: true, reason }), undefined, reason);
  }
});

test('a deadline answers no record: there the name counts', () => {
  const closed = { kind: 'WINDOW', reason: 'NO_REVEAL', input: null, inputDigest: null };
  assert.equal(news({ ...closed, author: ME }).reason, 'NO_REVEAL');
  assert.equal(news({ ...closed, author: OTHER }), undefined);
  assert.equal(news({ ...closed, kind: 'REVEAL', author: ME }), undefined);
});

test('an answer to its commit is none to its reveal', () => {
  assert.equal(news({ inputDigest: '0xc0', kind: 'REVEAL' }), undefined);
});
