// Objects and prototypes, closures, regular expressions, JSON, sorting, exceptions, dates, a sieve.
function Counter(step) { this.step = step; this.value = 0; }
Counter.prototype.up = function () { this.value += this.step; return this; };
print('objects', new Counter(3).up().up().value, Object.keys({ b: 1, a: 2 }).join());

var made = [];
for (var i = 0; i < 3; i++) (function (n) { made.push(function () { return n * n; }); })(i + 1);
print('closures', made.map(function (f) { return f(); }));

print('regular expressions', '2026-01-01 and 1999-12-31'.replace(/(\d+)-(\d+)-(\d+)/g, '$3.$2.$1'),
    /^(a+)+b/.test('aaaaaab'));
var value = { list: [1, 2.5, null, true, 'ä\n'], nested: { empty: {}, array: [] } };
print('JSON', JSON.stringify(value), JSON.stringify(JSON.parse(JSON.stringify(value))) === JSON.stringify(value));
print('numbers', 0.1 + 0.2, 1 / 3, 1e21, -0 === 0, (255).toString(16), parseInt('0x1f'), NaN, 1 / 0, Math.pow(2, 0.5));

var primes = [], sieve = [];
for (var n = 2; n < 20000; n++) {
    if (sieve[n]) continue;
    primes.push(n);
    for (var k = n * n; k < 20000; k += n) sieve[k] = true;
}
print('sieve', primes.length, primes[primes.length - 1]);
print('sorting', [5, 100, 40, 1].sort(), [5, 100, 40, 1].sort(function (a, b) { return a - b; }));
try { null.field; } catch (e) { print('exceptions', e instanceof TypeError, e.name); }
print('dates', new Date(0).toISOString(), new Date(2026, 0, 31).getDate(), new Date(Date.UTC(2024, 1, 29)).toISOString());
var text = '';
for (i = 0; i < 20000; i++) text += String.fromCharCode(97 + i % 26);
print('strings', text.length, text.substr(19990), text.split('z').length);
