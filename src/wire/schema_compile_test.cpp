#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "wire/schema_check.hpp"
#include "wire/schema_compile_pattern.hpp"

namespace jurymast::wire {
namespace {

std::string problem_of(std::string_view schema) {
  const Result<SchemaCheck> check = SchemaCheck::compile(schema);
  return check ? "" : check.error().message;
}

void expect_problem(std::string_view schema, std::string_view place, std::string_view words) {
  const std::string problem = problem_of(schema);
  EXPECT_NE(problem.find("at " + std::string(place) + ": "), std::string::npos) << schema << ": " << problem;
  EXPECT_NE(problem.find(words), std::string::npos) << schema << ": " << problem;
}

std::string nested(std::size_t levels, std::string_view open, std::string_view core, std::string_view close) {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) text += open;
  text += core;
  for (std::size_t i = 0; i < levels; ++i) text += close;
  return text;
}

std::string repeated(std::size_t count, std::string_view begin, std::string_view end) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + std::string(begin) + std::to_string(i) + std::string(end);
  return text;
}

TEST(SchemaCompile, NamesAKeywordOutsideTheSubsetAndItsPlace) {
  for (const char* keyword :
       {"allOf", "oneOf", "not", "if", "uniqueItems", "patternProperties", "prefixItems", "contains", "propertyNames",
        "minProperties", "dependentRequired", "unevaluatedProperties", "$dynamicRef", "$anchor"}) {
    const std::string schema = R"({"properties":{"a/b":{"items":{")" + std::string(keyword) + R"(":true}}}})";
    expect_problem(schema, "#/properties/a~1b/items/" + std::string(keyword),
                   "\"" + std::string(keyword) + "\" is not in the subset");
  }
}

TEST(SchemaCompile, NamesTheValueThatIsWrong) {
  expect_problem("[]", "#", "a schema is a JSON object");
  expect_problem(R"({"properties":{"a":1}})", "#/properties/a", "a schema is a JSON object");
  expect_problem(R"({"properties":[]})", "#/properties", "a schema for each property");
  expect_problem(R"({"type":"text"})", "#/type", "write null, boolean");
  expect_problem(R"({"type":[]})", "#/type", "write null, boolean");
  expect_problem(R"({"type":["string",7]})", "#/type", "write null, boolean");
  expect_problem(R"({"required":"a"})", "#/required", "a list of property names");
  expect_problem(R"({"required":["a",1]})", "#/required/1", "as a string");
  expect_problem(R"({"items":[{}]})", "#/items", "a schema is a JSON object");
  expect_problem(R"({"additionalProperties":"no"})", "#/additionalProperties", "a schema is a JSON object");
  expect_problem(R"({"anyOf":[]})", "#/anyOf", "one or more schemas");
  expect_problem(R"({"anyOf":{}})", "#/anyOf", "one or more schemas");
  expect_problem(R"({"enum":[]})", "#/enum", "one or more values");
  expect_problem(R"({"minimum":"1"})", "#/minimum", "write a number");
  expect_problem(R"({"maximum":1e1001})", "#/maximum", "within");
  expect_problem(R"({"multipleOf":0})", "#/multipleOf", "above 0");
  expect_problem(R"({"multipleOf":-1})", "#/multipleOf", "above 0");
  expect_problem(R"({"multipleOf":1234567890123456789})", "#/multipleOf", "at most 18 digits");
  expect_problem(R"({"minLength":-1})", "#/minLength", "0 or more");
  expect_problem(R"({"maxItems":1.5})", "#/maxItems", "0 or more");
  expect_problem(R"({"pattern":7})", "#/pattern", "as a string");
  expect_problem(R"({"$defs":[]})", "#/$defs", "a schema for each name");
  expect_problem(R"({"$defs":{"x":{"anyOf":[{},{"const":1,"oneOf":[]}]}}})", "#/$defs/x/anyOf/1/oneOf", "not in the subset");
}

TEST(SchemaCompile, RefusesATextThatIsNoSchemaAtAll) {
  EXPECT_NE(problem_of("").find("not valid JSON"), std::string::npos);
  EXPECT_NE(problem_of("{\"type\":").find("not valid JSON"), std::string::npos);
  EXPECT_NE(problem_of(R"({"type":"null","type":"null"})").find("the same member twice"), std::string::npos);
  EXPECT_NE(problem_of(nested(limits::kJsonDepthMax, "[", "[]", "]")).find("too deep"), std::string::npos);
}

TEST(SchemaCompile, ReferencesLeadToSchemasOfTheSameText) {
  for (const char* reference :
       {"https://example.com/x", "other.json", "#name", "#/$defs/b", "#/$defs/a/", "#/%zz", "#/%4", "#/~2"}) {
    expect_problem(R"({"$defs":{"a":{}},"items":{"$ref":")" + std::string(reference) + R"("}})", "#/items/$ref", "leads nowhere");
  }
  expect_problem(R"({"$ref":1})", "#/$ref", "as a string");
  expect_problem(R"({"$defs":{"a":{}},"items":{"$ref":"#/$defs"}})", "#/items/$ref", "no schema");
  expect_problem(R"({"const":{"x":{}},"items":{"$ref":"#/const/x"}})", "#/items/$ref", "no schema");
}

TEST(SchemaCompile, RefusesReferencesInACircle) {
  expect_problem(R"({"$ref":"#"})", "#", "in a circle");
  expect_problem(R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/a"}]}}})", "#/$defs/b",
                 "in a circle");
  EXPECT_EQ(problem_of(R"({"items":{"$ref":"#"}})"), "");
  const auto chain = [](std::size_t length) {
    std::string defs;
    for (std::size_t i = 0; i + 2 < length; ++i) {
      defs += "\"" + std::to_string(i) + R"(":{"$ref":"#/$defs/)" + std::to_string(i + 1) + "\"},";
    }
    return R"({"$ref":"#/$defs/0","$defs":{)" + defs + "\"" + std::to_string(length - 2) + "\":{}}}";
  };
  EXPECT_EQ(problem_of(chain(kSchemaChainMax)), "");
  EXPECT_NE(problem_of(chain(kSchemaChainMax + 1)).find("more than 16 times"), std::string::npos);
}

TEST(SchemaCompile, HoldsItsBounds) {
  EXPECT_EQ(problem_of(nested(kSchemaDepthMax - 1, R"({"items":)", "{}", "}")), "");
  EXPECT_NE(problem_of(nested(kSchemaDepthMax, R"({"items":)", "{}", "}")).find("24 deep"), std::string::npos);
  EXPECT_EQ(problem_of("{\"enum\":[" + repeated(kSchemaEnumValuesMax, "", "") + "]}"), "");
  EXPECT_NE(problem_of("{\"enum\":[" + repeated(kSchemaEnumValuesMax + 1, "", "") + "]}").find("1000 enum values"),
            std::string::npos);
  EXPECT_EQ(problem_of("{\"properties\":{" + repeated(kSchemaPropertiesMax, "\"", "\":true") + "}}"), "");
  EXPECT_NE(problem_of("{\"properties\":{" + repeated(kSchemaPropertiesMax + 1, "\"", "\":true") + "}}").find("5000 properties"),
            std::string::npos);
  EXPECT_NE(problem_of("{\"anyOf\":[" + repeated(kOperatorSchemaBounds.nodes, "{\"const\":", "}") + "]}").find("8192 schemas"),
            std::string::npos);
  EXPECT_NE(problem_of("{\"anyOf\":[" + repeated(kOperatorSchemaBounds.patterns + 1, "{\"pattern\":\"", "\"}") + "]}")
                .find("64 patterns"),
            std::string::npos);
  EXPECT_EQ(problem_of("{\"title\":\"" + std::string(kOperatorSchemaBounds.bytes - 12, 'x') + "\"}"), "");
  EXPECT_NE(problem_of("{\"title\":\"" + std::string(kOperatorSchemaBounds.bytes - 11, 'x') + "\"}").find("262145 bytes"),
            std::string::npos);
}

std::string of_request(std::string_view schema) {
  const Result<SchemaCheck> check = SchemaCheck::compile(schema, kRequestSchemaBounds);
  return check ? "" : check.error().message;
}

std::string patterns(std::size_t count, std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? R"({"pattern":")" : R"(,{"pattern":")") + std::string(pattern) + "\"}";
  return "{\"anyOf\":[" + text + "]}";
}

TEST(SchemaCompile, ARequestsSchemaMayCostLess) {
  EXPECT_NE(of_request("{\"title\":\"" + std::string(kRequestSchemaBounds.bytes, 'x') + "\"}").find("may have 65536"),
            std::string::npos);
  EXPECT_EQ(of_request("{\"anyOf\":[" + repeated(kRequestSchemaBounds.nodes - 1, "{\"const\":", "}") + "]}"), "");
  EXPECT_NE(of_request("{\"anyOf\":[" + repeated(kRequestSchemaBounds.nodes, "{\"const\":", "}") + "]}").find("2048 schemas"),
            std::string::npos);
  EXPECT_EQ(of_request(patterns(16, "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")), "");
  EXPECT_NE(of_request(patterns(17, "a")).find("16 patterns"), std::string::npos);
}

TEST(SchemaCompile, ARequestsPatternsAreBoundedTogether) {
  EXPECT_NE(of_request(patterns(3, std::string(1000, 'a'))).find("too long in all"), std::string::npos);
  EXPECT_NE(of_request(patterns(1, std::string(1000, 'a') + std::string(500, ')'))).find("too long; at most 1024"),
            std::string::npos);
  EXPECT_NE(of_request(patterns(13, R"(\\pZ\\pZ)")).find("too long in all"), std::string::npos) << "Unicode's classes are tables";
  EXPECT_NE(of_request(patterns(16, "a{900}")).find("too large in all"), std::string::npos);
  EXPECT_NE(of_request(patterns(1, R"(\\pL{30})")).find("pattern too large"), std::string::npos) << "one of a million bytes";
  EXPECT_EQ(problem_of(patterns(1, R"(\\pL{30})")), "") << "an operator's own may be";
}

TEST(SchemaCompile, SaysWhatIsWrongWithAPattern) {
  const Result<TextPattern> unclosed = TextPattern::compile("ab(cd");
  ASSERT_FALSE(unclosed);
  EXPECT_NE(unclosed.error().message.find("\"ab(cd\""), std::string::npos) << unclosed.error().message;
  EXPECT_NE(unclosed.error().message.find("missing )"), std::string::npos) << unclosed.error().message;
  const Result<TextPattern> ahead = TextPattern::compile("ab(?=cd)");
  ASSERT_FALSE(ahead);
  EXPECT_NE(ahead.error().message.find("(at byte 2)"), std::string::npos) << ahead.error().message;
  EXPECT_FALSE(TextPattern::compile("(a)\\1"));
  EXPECT_FALSE(TextPattern::compile("((\\pL{1000}){1000})"));
  EXPECT_FALSE(TextPattern::compile(std::string(TextPattern::kBytesMax + 1, 'a')));
  EXPECT_TRUE(TextPattern::compile(std::string(TextPattern::kBytesMax, 'a')));
  expect_problem(R"({"items":{"pattern":"["}})", "#/items/pattern", "missing ]");
}

}  // namespace
}  // namespace jurymast::wire
