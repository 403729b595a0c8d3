#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "wire/schema_check.hpp"

namespace jurymast::wire {
namespace {

/// What becomes of an instance: "valid", or the fault's name.
struct Case {
  std::string_view schema;
  std::string_view instance;
  std::string_view expected;
};

void expect_all(const std::vector<Case>& cases) {
  JsonScratch scratch;
  for (const Case& row : cases) {
    const Result<SchemaCheck> check = SchemaCheck::compile(row.schema);
    ASSERT_TRUE(check) << row.schema << ": " << check.error().message;
    const PaddedString instance(row.instance);
    const SchemaFinding finding = check->check(instance.padded(), scratch);
    const std::string_view found = finding.verdict == SchemaVerdict::Invalid ? name_of(finding.fault) : name_of(finding.verdict);
    EXPECT_EQ(found, row.expected) << row.schema << " on " << row.instance;
  }
}

TEST(SchemaTable, Type) {
  expect_all({
      {R"({"type":"string"})", R"("x")", "valid"},
      {R"({"type":"string"})", "1", "type"},
      {R"({"type":"string"})", "null", "type"},
      {R"({"type":"integer"})", "3", "valid"},
      {R"({"type":"integer"})", "3.0", "valid"},
      {R"({"type":"integer"})", "3e2", "valid"},
      {R"({"type":"integer"})", "30e-1", "valid"},
      {R"({"type":"integer"})", "3.5", "type"},
      {R"({"type":"integer"})", "3e-1", "type"},
      {R"({"type":"integer"})", "-0.0", "valid"},
      {R"({"type":"integer"})", "123456789012345678901234567890", "valid"},
      {R"({"type":"number"})", "3", "valid"},
      {R"({"type":"number"})", "-3.5e-7", "valid"},
      {R"({"type":"number"})", R"("3")", "type"},
      {R"({"type":"boolean"})", "true", "valid"},
      {R"({"type":"boolean"})", "false", "valid"},
      {R"({"type":"boolean"})", "0", "type"},
      {R"({"type":"null"})", "null", "valid"},
      {R"({"type":"null"})", "false", "type"},
      {R"({"type":"object"})", "{}", "valid"},
      {R"({"type":"object"})", "[]", "type"},
      {R"({"type":"array"})", "[]", "valid"},
      {R"({"type":"array"})", "{}", "type"},
      {R"({"type":["string","null"]})", "null", "valid"},
      {R"({"type":["string","null"]})", R"("")", "valid"},
      {R"({"type":["string","null"]})", "1", "type"},
      {"{}", "[1,{}]", "valid"},
      {"true", "null", "valid"},
      {"false", "null", "type"},
  });
}

TEST(SchemaTable, WhatIsNoJson) {
  expect_all({
      {"{}", "", "not_json"},
      {"{}", " \n", "not_json"},
      {"{}", "{", "not_json"},
      {"{}", "{} {}", "not_json"},
      {"{}", "[1,]", "not_json"},
      {"{}", "nul", "not_json"},
      {"{}", "{'a':1}", "not_json"},
      {"{}", "\"\xff\"", "not_json"},
      {"{}", "```json\n{}\n```", "not_json"},
      {"{}", "\xEF\xBB\xBF{}", "not_json"},
      {"{}", R"({"a":1,"a":1})", "not_json"},
      {"{}", R"({"a":1,"\u0061":2})", "not_json"},
      {"{}", R"([{"b":{"c":1,"d":2,"c":3}}])", "not_json"},
      {"{}", R"([{"a":1},{"a":1}])", "valid"},
      {"{}", R"("\ud83d")", "valid"},
      {R"({"type":"string"})", R"({"a":1,"a":1})", "not_json"},
  });
}

TEST(SchemaTable, ObjectsAndTheirProperties) {
  constexpr std::string_view kOpen = R"({"properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]})";
  constexpr std::string_view kClosed = R"({"properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false})";
  constexpr std::string_view kTyped = R"({"properties":{"a":{}},"additionalProperties":{"type":"string"}})";
  expect_all({
      {kOpen, R"({"a":1})", "valid"},
      {kOpen, R"({"b":"x","a":1,"c":[]})", "valid"},
      {kOpen, R"({"b":"x"})", "required"},
      {kOpen, "{}", "required"},
      {kOpen, R"({"a":"1"})", "type"},
      {kOpen, R"({"a":1,"b":2})", "type"},
      {kOpen, "[]", "valid"},
      {kOpen, "7", "valid"},
      {kClosed, R"({"a":1})", "valid"},
      {kClosed, R"({"a":1,"b":1})", "additional_properties"},
      {kClosed, R"({"a":1,"":1})", "additional_properties"},
      {kClosed, R"({"\u0061":1})", "valid"},
      {kClosed, "{}", "required"},
      {kTyped, R"({"a":1,"b":"x"})", "valid"},
      {kTyped, R"({"a":1,"b":1})", "type"},
      {R"({"additionalProperties":false})", "{}", "valid"},
      {R"({"additionalProperties":false})", R"({"x":1})", "additional_properties"},
      {R"({"additionalProperties":true,"required":["x"]})", R"({"x":null})", "valid"},
      {R"({"additionalProperties":{"type":"integer"},"required":["x"]})", R"({"x":"1"})", "type"},
      {R"({"required":["x","x"]})", R"({"x":1})", "valid"},
      {R"({"required":["x","y"]})", R"({"y":1})", "required"},
      {R"({"required":["x"],"properties":{"x":{"type":"null"}}})", R"({"x":null})", "valid"},
      {R"({"properties":{"a/b":{"type":"null"},"~":{"type":"null"}}})", R"({"a/b":null,"~":1})", "type"},
      {R"({"properties":{"a":false}})", R"({"a":1})", "type"},
      {R"({"properties":{"a":false}})", R"({"b":1})", "valid"},
      {R"({"properties":{"o":{"type":"object","properties":{"p":{"type":"object","required":["q"]}}}}})", R"({"o":{"p":{}}})",
       "required"},
  });
}

TEST(SchemaTable, Arrays) {
  expect_all({
      {R"({"items":{"type":"integer"}})", "[1,2,3]", "valid"},
      {R"({"items":{"type":"integer"}})", "[]", "valid"},
      {R"({"items":{"type":"integer"}})", "[1,\"2\"]", "type"},
      {R"({"items":{"type":"integer"}})", R"({"0":"x"})", "valid"},
      {R"({"items":false})", "[]", "valid"},
      {R"({"items":false})", "[0]", "type"},
      {R"({"items":{"items":{"type":"null"}}})", "[[null],[],[null,null]]", "valid"},
      {R"({"items":{"items":{"type":"null"}}})", "[[null],[0]]", "type"},
      {R"({"minItems":2})", "[1,[2,3]]", "valid"},
      {R"({"minItems":2})", "[[1,2]]", "item_count"},
      {R"({"maxItems":2})", "[1,2]", "valid"},
      {R"({"maxItems":2})", "[1,2,3]", "item_count"},
      {R"({"minItems":1,"maxItems":1})", "[{}]", "valid"},
      {R"({"minItems":1,"maxItems":1})", "[]", "item_count"},
      {R"({"maxItems":0})", "[]", "valid"},
  });
}

TEST(SchemaTable, NumbersCompareExactly) {
  expect_all({
      {R"({"minimum":5})", "5", "valid"},
      {R"({"minimum":5})", "4.999999999999999999999", "range"},
      {R"({"maximum":5})", "5.0", "valid"},
      {R"({"maximum":5})", "5.000000000000000000001", "range"},
      {R"({"exclusiveMinimum":5})", "5", "range"},
      {R"({"exclusiveMinimum":5})", "5.0000000000000000000001", "valid"},
      {R"({"exclusiveMaximum":5})", "5e0", "range"},
      {R"({"exclusiveMaximum":5})", "4.9", "valid"},
      {R"({"minimum":-2,"maximum":2})", "-2.0", "valid"},
      {R"({"minimum":-2,"maximum":2})", "-2.1", "range"},
      {R"({"maximum":9007199254740992})", "9007199254740993", "range"},
      {R"({"minimum":9007199254740993})", "9007199254740992", "range"},
      {R"({"maximum":18446744073709551615})", "18446744073709551616", "range"},
      {R"({"maximum":1e300})", "1e301", "range"},
      {R"({"maximum":1e300})", "1e99999999999999999999", "range"},
      {R"({"minimum":0})", "-1e-99999999999999999999", "range"},
      {R"({"minimum":0})", "-0", "valid"},
      {R"({"minimum":5})", "\"4\"", "valid"},
      {R"({"multipleOf":0.01})", "19.99", "valid"},
      {R"({"multipleOf":0.01})", "19.995", "multiple_of"},
      {R"({"multipleOf":3})", "9.0", "valid"},
      {R"({"multipleOf":3})", "1e1", "multiple_of"},
      {R"({"multipleOf":3})", "0", "valid"},
      {R"({"multipleOf":2.5})", "-7.5", "valid"},
      {R"({"multipleOf":7})", "7000000000000000000000000000000000", "valid"},
      {R"({"multipleOf":7})", "7000000000000000000000000000000001", "multiple_of"},
      {R"({"multipleOf":1024})", "1e10", "valid"},
      {R"({"multipleOf":1024})", "1e9", "multiple_of"},
      {R"({"multipleOf":1e-5})", "1e400", "valid"},
  });
}

TEST(SchemaTable, Strings) {
  expect_all({
      {R"({"minLength":2})", R"("ab")", "valid"},
      {R"({"minLength":2})", R"("a")", "length"},
      {R"({"maxLength":2})", R"("ab")", "valid"},
      {R"({"maxLength":2})", R"("abc")", "length"},
      {R"({"minLength":1,"maxLength":1})", "\"\xE2\x82\xAC\"", "valid"},
      {R"({"minLength":1,"maxLength":1})", R"("\ud83d\ude00")", "valid"},
      {R"({"maxLength":1})", R"("\n")", "valid"},
      {R"({"maxLength":1})", "12", "valid"},
      {R"({"pattern":"^a+$"})", R"("aaa")", "valid"},
      {R"({"pattern":"^a+$"})", R"("aab")", "pattern"},
      {R"({"pattern":"b"})", R"("abc")", "valid"},
      {R"({"pattern":"b"})", R"("ac")", "pattern"},
      {R"({"pattern":"^\\d{4}-\\d{2}$"})", R"("2026-11")", "valid"},
      {R"({"pattern":"^\\d{4}-\\d{2}$"})", R"("2026-1")", "pattern"},
      {R"({"pattern":"^.$"})", "\"\xE2\x82\xAC\"", "valid"},
      {R"({"pattern":"^a/b$"})", R"("a\/b")", "valid"},
      {R"({"pattern":"^x$"})", "[]", "valid"},
      {R"({"type":"string","format":"date-time"})", R"("never")", "valid"},
      {R"({"type":"string","format":"date-time"})", "1", "type"},
  });
}

TEST(SchemaTable, EnumAndConst) {
  expect_all({
      {R"({"enum":["a","b"]})", R"("b")", "valid"},
      {R"({"enum":["a","b"]})", R"("\u0061")", "valid"},
      {R"({"enum":["a","b"]})", R"("c")", "enum"},
      {R"({"enum":["a","b"]})", "null", "enum"},
      {R"({"enum":[1,null,true]})", "1.0", "valid"},
      {R"({"enum":[1,null,true]})", "10e-1", "valid"},
      {R"({"enum":[1,null,true]})", "null", "valid"},
      {R"({"enum":[1,null,true]})", "true", "valid"},
      {R"({"enum":[1,null,true]})", "false", "enum"},
      {R"({"enum":[0]})", "false", "enum"},
      {R"({"enum":[0]})", "-0.0", "valid"},
      {R"({"enum":[9007199254740992]})", "9007199254740993", "enum"},
      {R"({"enum":[[1,2]]})", "[1,2.0]", "valid"},
      {R"({"enum":[[1,2]]})", "[2,1]", "enum"},
      {R"({"enum":[[1,2]]})", "[1]", "enum"},
      {R"({"const":"x"})", R"("x")", "valid"},
      {R"({"const":"x"})", R"("X")", "const"},
      {R"({"const":{"a":1,"b":[null]}})", R"({"b":[null],"a":1e0})", "valid"},
      {R"({"const":{"a":1,"b":[null]}})", R"({"a":1})", "const"},
      {R"({"const":{"a":1,"b":[null]}})", R"({"a":1,"c":[null]})", "const"},
      {R"({"const":{"a":1}})", R"({"a":1,"b":2})", "const"},
      {R"({"const":null})", "null", "valid"},
      {R"({"const":null})", "0", "const"},
      {R"({"type":"string","enum":["a",1]})", "1", "type"},
  });
}

TEST(SchemaTable, AnyOf) {
  constexpr std::string_view kNullable = R"({"anyOf":[{"type":"object","required":["x"]},{"type":"null"}]})";
  expect_all({
      {kNullable, "null", "valid"},
      {kNullable, R"({"x":1})", "valid"},
      {kNullable, "{}", "any_of"},
      {kNullable, "[]", "any_of"},
      {R"({"minLength":2,"anyOf":[{"pattern":"^a"},{"pattern":"^b"}]})", R"("bb")", "valid"},
      {R"({"minLength":2,"anyOf":[{"pattern":"^a"},{"pattern":"^b"}]})", R"("b")", "length"},
      {R"({"minLength":2,"anyOf":[{"pattern":"^a"},{"pattern":"^b"}]})", R"("cc")", "any_of"},
      {R"({"anyOf":[{"anyOf":[{"const":1},{"const":2}]},{"const":3}]})", "2", "valid"},
      {R"({"anyOf":[{"anyOf":[{"const":1},{"const":2}]},{"const":3}]})", "4", "any_of"},
      {R"({"properties":{"k":{"anyOf":[{"const":"a"},{"const":"b"}]}},"required":["k"]})", R"({"k":"c"})", "any_of"},
      {R"({"anyOf":[false]})", "1", "any_of"},
      {R"({"anyOf":[false,true]})", "1", "valid"},
  });
}

TEST(SchemaTable, References) {
  constexpr std::string_view kList = R"({"$defs":{"node":{"type":"object","properties":{"v":{"type":"integer"},"next":{"anyOf":)"
                                     R"([{"$ref":"#/$defs/node"},{"type":"null"}]}},)"
                                     R"("required":["v","next"],"additionalProperties":false}},"$ref":"#/$defs/node"})";
  constexpr std::string_view kTree =
      R"({"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#"}}},"required":["children"]})";
  expect_all({
      {kList, R"({"v":1,"next":null})", "valid"},
      {kList, R"({"v":1,"next":{"v":2,"next":{"v":3,"next":null}}})", "valid"},
      {kList, R"({"v":1,"next":{"v":2,"next":{"v":"3","next":null}}})", "any_of"},
      {kList, R"({"v":1,"next":{"v":2}})", "any_of"},
      {kTree, R"({"children":[{"children":[]},{"children":[{"children":[]}]}]})", "valid"},
      {kTree, R"({"children":[{"children":[]},{"children":[{}]}]})", "required"},
      {R"({"definitions":{"a b":{"type":"null"}},"items":{"$ref":"#/definitions/a%20b"}})", "[null]", "valid"},
      {R"({"definitions":{"a b":{"type":"null"}},"items":{"$ref":"#/definitions/a%20b"}})", "[1]", "type"},
      {R"({"$defs":{"a/b":{"const":1}},"$ref":"#/$defs/a~1b"})", "1", "valid"},
      {R"({"properties":{"a":{"type":"integer"},"b":{"$ref":"#/properties/a"}}})", R"({"b":"x"})", "type"},
      {R"({"anyOf":[{"type":"integer"},{"items":{"$ref":"#/anyOf/0"},"type":"array"}]})", "[1,2]", "valid"},
      {R"({"anyOf":[{"type":"integer"},{"items":{"$ref":"#/anyOf/0"},"type":"array"}]})", "[[1]]", "any_of"},
      {R"({"$defs":{"s":{"type":"string"}},"$ref":"#/$defs/s","minLength":2})", R"("x")", "length"},
      {R"({"$defs":{"s":{"type":"string"}},"$ref":"#/$defs/s","minLength":2})", "1", "type"},
  });
}

TEST(SchemaTable, AnnotationsAskNothing) {
  constexpr std::string_view kAnnotated =
      R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"x","title":"t","description":"d",)"
      R"("default":7,"examples":[1],)"
      R"("type":"string"})";
  expect_all({{kAnnotated, R"("x")", "valid"}, {kAnnotated, "7", "type"}});
}

}  // namespace
}  // namespace jurymast::wire
