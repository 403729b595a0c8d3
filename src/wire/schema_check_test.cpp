#include "wire/schema_check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.hpp"
#include "base/random.hpp"

namespace jurymast::wire {
namespace {

SchemaCheck compiled(std::string_view schema) {
  Result<SchemaCheck> check = SchemaCheck::compile(schema);
  EXPECT_TRUE(check) << schema << ": " << (check ? "" : check.error().message);
  return check ? *std::move(check) : SchemaCheck::any_object();
}

SchemaFinding finding_of(const SchemaCheck& check, std::string_view instance) {
  JsonScratch scratch;
  const PaddedString padded(instance);
  return check.check(padded.padded(), scratch);
}

constexpr SchemaFinding kValid{};
constexpr SchemaFinding kUndecided{SchemaVerdict::Undecided, SchemaFault::None};
constexpr SchemaFinding invalid(SchemaFault fault) { return {SchemaVerdict::Invalid, fault}; }

std::string arrays(std::size_t depth, std::string_view core) {
  return std::string(depth, '[') + std::string(core) + std::string(depth, ']');
}

TEST(SchemaCheck, AnyObjectIsAnObjectAndNothingElse) {
  EXPECT_EQ(finding_of(SchemaCheck::any_object(), R"({"a":[1]})"), kValid);
  EXPECT_EQ(finding_of(SchemaCheck::any_object(), "[]"), invalid(SchemaFault::Type));
  EXPECT_EQ(finding_of(SchemaCheck::any_object(), "{}x"), invalid(SchemaFault::NotJson));
}

TEST(SchemaCheck, OutlivesTheTextItWasMadeOfAndItsOriginal) {
  auto text = std::make_unique<std::string>(R"({"properties":{"\u0061":{"enum":["\u0062",1.5]}},"required":["a"]})");
  auto original = std::make_unique<SchemaCheck>(compiled(*text));
  text->assign(text->size(), '#');
  text.reset();
  const SchemaCheck copy = *original;
  original.reset();
  EXPECT_EQ(finding_of(copy, R"({"a":"b"})"), kValid);
  EXPECT_EQ(finding_of(copy, R"({"a":15e-1})"), kValid);
  EXPECT_EQ(finding_of(copy, R"({"a":"c"})"), invalid(SchemaFault::Enum));
}

TEST(SchemaCheck, ForksThatDoubleAtEachLevelEndUndecided) {
  const SchemaCheck forks = compiled(
      R"({"anyOf":[{"type":"integer"},{"type":"array","items":{"$ref":"#"}},{"type":"array","items":{"$ref":"#"},"maxItems":1}]})");
  EXPECT_EQ(finding_of(forks, arrays(60, "1")), kValid);
  EXPECT_EQ(finding_of(forks, arrays(8, "null")), invalid(SchemaFault::AnyOf));
  EXPECT_EQ(finding_of(forks, arrays(60, "null")), kUndecided);
}

TEST(SchemaCheck, TheLongestChainAtTheDeepestNestingIsDecided) {
  std::string defs;
  for (std::size_t i = 0; i + 2 < kSchemaChainMax; ++i) {
    defs += "\"" + std::to_string(i) + R"(":{"$ref":"#/$defs/)" + std::to_string(i + 1) + "\"},";
  }
  const SchemaCheck chain = compiled(R"({"$ref":"#/$defs/0","$defs":{)" + defs + "\"" + std::to_string(kSchemaChainMax - 2) +
                                     R"(":{"type":["array","integer"],"items":{"$ref":"#/$defs/1"}}}})");
  EXPECT_EQ(finding_of(chain, arrays(limits::kJsonDepthMax, "1")), kValid);
  EXPECT_EQ(finding_of(chain, arrays(limits::kJsonDepthMax, "null")), invalid(SchemaFault::Type));
}

TEST(SchemaCheck, TooDeepOrTooLargeIsUndecided_ButNoJsonIsNoJson) {
  const SchemaCheck anything = compiled("true");
  EXPECT_EQ(finding_of(anything, arrays(limits::kJsonDepthMax, "1")), kValid);
  EXPECT_EQ(finding_of(anything, arrays(limits::kJsonDepthMax + 1, "1")), kUndecided);
  std::string large = "[0";
  for (std::size_t i = 2; i < kSchemaInstanceValuesMax; ++i) large += ",0";
  EXPECT_EQ(finding_of(anything, large + "]"), kValid);
  EXPECT_EQ(finding_of(anything, large + ",0]"), kUndecided);
  EXPECT_EQ(finding_of(anything, large + ",0"), invalid(SchemaFault::NotJson));
  EXPECT_EQ(finding_of(anything, R"([{"a":1,"a":1},)" + arrays(limits::kJsonDepthMax, "1") + "]"), invalid(SchemaFault::NotJson));
}

TEST(SchemaCheck, TextLookedAtAgainAndAgainEndsUndecided) {
  std::string options;
  for (int i = 0; i < 500; ++i) options += "{\"maxLength\":" + std::to_string(i) + "},";
  const SchemaCheck check = compiled("{\"anyOf\":[" + options + "{\"type\":\"null\"}]}");
  EXPECT_EQ(finding_of(check, "\"" + std::string(1000, 'x') + "\""), invalid(SchemaFault::AnyOf));
  EXPECT_EQ(finding_of(check, "\"" + std::string(limits::kMiB, 'x') + "\""), kUndecided);
}

TEST(SchemaCheck, APatternPaysForItsStates) {
  const SchemaCheck wide = compiled(R"({"pattern":"a[ab]{200}c"})");
  EXPECT_EQ(finding_of(wide, "\"ab\""), invalid(SchemaFault::Pattern));
  EXPECT_EQ(finding_of(wide, "\"a" + std::string(200, 'b') + "c\""), kValid);
  EXPECT_EQ(finding_of(wide, "\"" + std::string(100 * limits::kKiB, 'a') + "\""), kUndecided);
}

/// Any JSON, or something near it: values of every kind, now and then with a byte changed.
std::string random_json(Random& random, int depth) {
  static constexpr std::string_view kScalars[] = {"null", "true",  "false", "0",     "-1.5e3",
                                                  "7",    "1e999", "\"\"",  "\"a\"", "\"\\u00e9\\n\""};
  const std::uint64_t kind = random.below(depth <= 0 ? 6 : 10);
  if (kind < 6) return std::string(kScalars[random.below(std::size(kScalars))]);
  const bool object = kind < 8;
  std::string text(1, object ? '{' : '[');
  const std::uint64_t count = random.below(4);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i != 0) text += ',';
    if (object) text += "\"" + std::string(1, static_cast<char>('a' + random.below(5))) + "\":";
    text += random_json(random, depth - 1);
  }
  return text + (object ? '}' : ']');
}

std::string random_schema(Random& random, int depth) {
  static constexpr std::string_view kLeaves[] = {R"("type":"string")",
                                                 R"("type":["integer","null"])",
                                                 R"("minimum":0)",
                                                 R"("maxLength":1)",
                                                 R"("enum":[1,"a",null,{}])",
                                                 R"("required":["a"])",
                                                 R"("multipleOf":0.5)",
                                                 R"("pattern":"^a?$")",
                                                 R"("minItems":1)",
                                                 R"("additionalProperties":false)"};
  std::string text = "{" + std::string(kLeaves[random.below(std::size(kLeaves))]);
  if (depth > 0 && random.chance(1, 2)) text += R"(,"items":)" + random_schema(random, depth - 1);
  if (depth > 0 && random.chance(1, 2)) {
    text += R"(,"properties":{"a":)" + random_schema(random, depth - 1) + R"(,"b":)" + random_schema(random, depth - 1) + "}";
  }
  if (depth > 0 && random.chance(1, 3)) {
    text += R"(,"anyOf":[)" + random_schema(random, depth - 1) + "," + random_schema(random, depth - 1) + "]";
  }
  return text + "}";
}

TEST(SchemaCheck, AnswersTheSameForAnyText_AndAsItsPartsDo) {
  Random random(2026);
  int valid = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string a = random_schema(random, 2);
    const std::string b = random_schema(random, 2);
    std::string instance = random_json(random, 3);
    if (random.chance(1, 5)) instance[random.below(instance.size())] = static_cast<char>(random.below(256));
    const SchemaFinding of_a = finding_of(compiled(a), instance);
    const SchemaFinding of_b = finding_of(compiled(b), instance);
    EXPECT_EQ(finding_of(compiled(a), instance), of_a) << a << " on " << instance;
    const bool either = of_a == kValid || of_b == kValid;
    const bool both = of_a == kValid && of_b == kValid;
    EXPECT_EQ(finding_of(compiled("{\"anyOf\":[" + a + "," + b + "]}"), instance) == kValid, either)
        << a << b << " on " << instance;
    EXPECT_EQ(finding_of(compiled(R"({"$defs":{"a":)" + a + R"(},"$ref":"#/$defs/a","anyOf":[)" + b + "]}"), instance) == kValid,
              both)
        << a << b << " on " << instance;
    valid += of_a == kValid ? 1 : 0;
  }
  EXPECT_GT(valid, 400);
}

}  // namespace
}  // namespace jurymast::wire
