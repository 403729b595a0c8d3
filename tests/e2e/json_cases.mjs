// Small JSON texts of our own, one row for each rule of the grammar of RFC 8259 and each way to break it.
// A row is the rule, and texts that take the place of one value in an otherwise good request body. Bytes are Latin-1 characters.
const utf8 = (text) => Buffer.from(text, 'utf8').toString('latin1');
const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);
const nestedObjects = (depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

/** The body itself is the first level; so many more are within the limit. */
const depthLeft = 63;

export const validJson = [
  ['2 whitespace', ['  1', '1  ', '\t1\t', '\n1\n', '\r1\r', '\r\n \t1 \t\r\n', '[ ]', '{ }', '[ 1 , 2 ]', '{ "a" : 1 }', '[\n\t1\n]']],
  ['3 values', ['null', 'true', 'false', '[null,true,false]']],
  ['4 objects', ['{}', '{"a":1}', '{"a":1,"b":2}', '{"":1}', '{"":""}', '{"a":{"b":{}}}', '{"a":1,"a":2}', '{"a":1,"a":1}', '{"\\u0061":1}',
    '{"a b":1}', '{"\\u0000":1}', '{"__proto__":1}', '{"a\\"b":1}', `{"${utf8('ключ')}":1}`, `{"${'k'.repeat(300)}":1}`, '{"model":1}',
    '{"model":1,"model":2}']],
  ['5 arrays', ['[]', '[[]]', '[1]', '[1,2,3]', '[[1],[2,[3]]]', '[{}]', '[null]', '["a",1,null,{"b":[]}]', '[[],[],[]]']],
  ['6 numbers', ['0', '-0', '1', '-1', '10', '1234567890', '0.5', '-0.5', '1.0', '1.50', '0.0', '-0.0', '1e1', '1E1', '1e+1', '1e-1', '0e0', '0E+00',
    '1e007', '1.5e3', '-1.5E-3', '9007199254740993', '18446744073709551616', '-9223372036854775809', '1e308', '1e400', '-1e400', '1e-400',
    '0.1000000000000000055511151231257827', '1'.repeat(1000), `0.${'3'.repeat(1000)}`, `1e${'9'.repeat(30)}`]],
  ['7 strings', ['""', '"a"', '"/"', '" "', "\"'\"", '"\\""', '"\\\\"', '"\\/"', '"\\b\\f\\n\\r\\t"', '"\\u0000"', '"\\u001f"', '"\\u00e9"',
    '"\\u00E9"', '"\\u2028\\u2029"', '"\\uffff"', '"\\uFDD0"', '"\\uD83D\\uDE00"', '"\\ud83d\\ude00"', '"a\\u0041b"', '"\\\\u0041"', '"\x7f"', '"//"',
    '"/* a */"', '"[1,"', '"{\\"a\\":1}"', `"${'x'.repeat(5000)}"`, `"${'\\n'.repeat(2000)}"`]],
  ['8.1 UTF-8', [utf8('"é"'), utf8('"€"'), utf8('"😀"'), utf8('"\u0080"'), utf8('"\u07ff"'), utf8('"\u0800"'), utf8('"\uffff"'), utf8('"\u{10ffff}"'),
    utf8('"\ufeff"'), utf8('"\u200b\u2060"'), utf8('"\u2028"'), utf8('"a\u0301"')]],
  ['9 depth within the limit', [nested(depthLeft), nestedObjects(depthLeft), '[{"a":'.repeat(31) + '1' + '}]'.repeat(31)]],
];

export const invalidJson = [
  ['2 whitespace', ['\x0b1', '\x0c1', '\xa01', utf8('\u00a01'), utf8('\u20281'), utf8('\u200b1'), utf8('\ufeff1'), '\x001', '1\x00', '\x081',
    '[1\x0c]', '{"a"\xa0:1}']],
  ['2 structure', ['', ',', ':', '[', ']', '{', '}', '[}', '{]', '[1}', '{"a":1]', '[[1]', '[1]]', '{{}', '{}}', '[1', '{"a":1', '1 2', '1,',
    '"a" "b"', '[] []', 'null null', '{}[]']],
  ['3 literals', ['nul', 'nulll', 'Null', 'NULL', 'True', 'TRUE', 'tru', 'truee', 'False', 'fals', 'falsey', 'None', 'nil', 'undefined', 'yes', 'a',
    'truefalse', '[tru]', 'nu ll', "'a'", '`a`', '\xe2\x80\x9ca\xe2\x80\x9d']],
  ['4 objects', ['{a:1}', "{'a':1}", '{1:1}', '{null:1}', '{"a"}', '{"a":}', '{"a" 1}', '{"a"::1}', '{:1}', '{"a":1,}', '{,}', '{,"a":1}',
    '{"a":1,,"b":2}', '{"a":1 "b":2}', '{"a":1;"b":2}', '{"a"=1}', '{"a"=>1}', '{"a":1,"b"}', '{"a","b"}', '{["a"]:1}', '{{"a":1}:1}', '{"a":1:2}',
    '{"a":,"b":1}', '{"a":1]', '{...a}', '{"a\n":1}', '{"\\x61":1}', '{"a:1}', '{"a":"}']],
  ['5 arrays', ['[1,]', '[,]', '[,1]', '[1,,2]', '[1 2]', '[1;2]', '[1:2]', '["a":1]', '[1,2', '[1,', '[,', '["a', '[1 true]', '[[],]', '[1,\n]',
    '[...]', '[1..3]', '(1)', '[1)', '<1>']],
  ['6 numbers', ['01', '-01', '00', '-', '+1', '++1', '--1', '-+1', '- 1', '.5', '-.5', '1.', '-1.', '1.e1', '.e1', '1e', '1E', '1e+', '1e-', '1e1.5',
    '1e 1', '1 e1', '1ee1', '1.2.3', '1..2', '0x10', '0X1', '0b1', '0o7', '1_000', '1,000.5x', '1f', '1L', '1n', '1d', '012', '0e', '-e1', '1e+-1',
    '1.0e', '1e1e1', 'NaN', '-NaN', 'nan', 'Infinity', '-Infinity', '+Infinity', 'inf', '-inf', '1/2', '1+1', '1%', '$1', '#1', utf8('\uff11'),
    utf8('\u0661'), utf8('\u22121'), '[1e]', '[-]', '1a', '1"a"', '1\\n']],
  ['7 strings', ['"', '"a', 'a"', '"""', '"a"b"', '"\\', '"\\"', '"\\x"', '"\\x41"', '"\\a"', '"\\v"', '"\\0"', '"\\\'"', '"\\ "', '"\\U0041"',
    '"\\u"', '"\\u0"', '"\\u00"', '"\\u004"', '"\\u004g"', '"\\u 041"', '"\\u+041"', '"\\u-041"', '"\\u{41}"', '"\\uD800"', '"\\uDC00"',
    '"\\uDBFF x"', '"\\uD800\\n"', '"\\uD800\\uD800"', '"\\uDC00\\uD800"', '"\\uD83D\\u0041"', '"\\uD83D\\uDE0"', '"\\uD83DX"', '"\\ud83d\\\\ude00"',
    '"\\\n"', '"\\\xc3\xa9"', "'\\''", '"a\\"']],
  ['7 control characters', [...Array(32).keys()].map((code) => `"a${String.fromCharCode(code)}b"`)],
  ['8.1 UTF-8', ['"\xff"', '"\xfe"', '"\x80"', '"\xbf"', '"\xc3"', '"\xc3("', '"\xc0\x80"', '"\xc0\xaf"', '"\xc1\xbf"', '"\xe0\x80\x80"',
    '"\xe0\x9f\xbf"', '"\xe2\x82"', '"\xe2\x28\xa1"', '"\xed\xa0\x80"', '"\xed\xbf\xbf"', '"\xed\xa0\xbd\xed\xb8\x80"', '"\xf0\x9f\x98"',
    '"\xf0\x80\x80\x80"', '"\xf0\x8f\xbf\xbf"', '"\xf4\x90\x80\x80"', '"\xf5\x80\x80\x80"', '"\xf8\x88\x80\x80\x80"', '"\xe9"', '{"\xe9":1}', '\xe9',
    '"\xc3\xa9\xa9"']],
  ['9 comments and other dialects', ['1//a', '1/*a*/', '/*a*/1', '#a\n1', '1#a', '--a\n1', '[1/*,*/,2]', '{"a"://b\n1}', '<!--a-->1', '1;', '"a"+"b"',
    '"a" // b', "b'a'", 'r"a"', '@"a"', 'new Date()', 'Date(1)', '/a/', '!1', '~1', '&a 1', '*a', '|\n a', '- 1\n', '%YAML', '"\\N"']],
  ['9 depth beyond the limit', [nested(depthLeft + 1), nestedObjects(depthLeft + 1), '['.repeat(100000), nested(10000)]],
];
