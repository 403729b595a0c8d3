#include "wire/json_cursor.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "base/limits.hpp"
#include "base/random.hpp"

namespace jurymast::wire {
namespace {

JsonFault fault_of(std::string_view text, LoneSurrogates lone = LoneSurrogates::Refused) {
  JsonScratch scratch;
  const PaddedString padded(text);
  JsonCursor cursor(padded.padded(), scratch, lone);
  cursor.walk();
  cursor.finish();
  return cursor.fault();
}

bool accepted(std::string_view text) { return fault_of(text) == JsonFault::None; }

std::string unescaped(std::string_view raw, std::size_t bytes_max = 1000) {
  std::string out;
  append_unescaped(raw, bytes_max, out);
  return out;
}

TEST(JsonCursor, AcceptsEveryKindOfValue) {
  for (const char* text : {"{}", "[]", "\"\"", "0", "-1.5e+10", "true", "false", "null", " { \"a\" : [ 1 , { } , [ ] ] } \n",
                           "[\"\\u00e9\\n\\\\\\\"\\/\\b\\f\\r\\t\"]", "[\"\xF0\x9F\x98\x80\"]"}) {
    EXPECT_TRUE(accepted(text)) << text;
  }
}

TEST(JsonCursor, AcceptsNumbersOfAnySizeAndPrecision) {
  for (const char* text : {"12345678901234567890123", "-99999999999999999999", "1e400", "0.10", "1E-9999", "-0", "0e0"}) {
    EXPECT_TRUE(accepted(text)) << text;
  }
}

TEST(JsonCursor, RefusesWhatIsNoNumber) {
  for (const char* text : {"01", "-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "0x10", "1_000", "NaN", "Infinity", "-Infinity",
                           "1\"x\"", "--1", "1.2.3"}) {
    EXPECT_FALSE(accepted(text)) << text;
  }
}

TEST(JsonCursor, RefusesBrokenGrammarWhereverItStands) {
  for (const char* text : {"{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}",
                           "{\"a\" 1}", "{a:1}", "{'a':1}", "{1:1}", "[1}", "{\"a\":1]", "[1]]", "{} {}", "[] x", "1 1",
                           "tru", "truex", "nul", "True", "[\"a\"\"b\"]", "[\"a\"b]", "// c\n1", "[1,/**/2]", "{\"a\":1:2}",
                           "[\f1]", "[1\x1a 2]"}) {
    EXPECT_FALSE(accepted(text)) << text;
  }
}

TEST(JsonCursor, FindsAMalformedTailBehindWhatIsNotRead) {
  JsonScratch scratch;
  const PaddedString text(R"({"model":"m","rest":{"deep":[1,2,{"x":tru}]}})");
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
  std::string model;
  for (JsonMembers members(cursor); members.next();) {
    if (members.key() == "model") model = cursor.take_string().value_or("");
  }
  EXPECT_EQ(model, "m");
  EXPECT_FALSE(cursor.finish());
  EXPECT_EQ(cursor.fault(), JsonFault::Grammar);
  EXPECT_EQ(cursor.fault_offset(), 38U);
}

TEST(JsonCursor, RefusesBadEscapes) {
  for (const char* text : {R"(["\x"])", R"(["\u12"])", R"(["\u12G4"])", R"(["\u"])", R"({"\q":1})", R"(["\U0041"])"}) {
    EXPECT_EQ(fault_of(text), JsonFault::Grammar) << text;
  }
}

TEST(JsonCursor, FindsABadEscape_HoweverFarBehindTheLastOne) {
  for (std::size_t gap = 0; gap < 200; ++gap) {
    for (std::size_t tail = 0; tail < 10; ++tail) {
      const std::string before = "[\"\\n" + std::string(gap, 'x');
      const std::string behind = std::string(tail, ']') + "\"]";
      ASSERT_TRUE(accepted(before + "\\t" + behind)) << gap;
      ASSERT_EQ(fault_of(before + "\\q" + behind), JsonFault::Grammar) << gap;
      ASSERT_EQ(fault_of(before + "\xDC\x80\x5D\\q" + behind), JsonFault::Grammar) << gap;
    }
  }
}

TEST(JsonCursor, RefusesLoneSurrogates_UnlessToldToTolerateThem) {
  for (const char* text : {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\ud83d")"}) {
    EXPECT_EQ(fault_of(text), JsonFault::Grammar) << text;
    EXPECT_EQ(fault_of(text, LoneSurrogates::Tolerated), JsonFault::None) << text;
  }
  EXPECT_TRUE(accepted(R"("\ud83d\ude00")"));
}

TEST(JsonCursor, RefusesBadEncodingAndBareControlCharacters) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view text : {"\"\xFF\""sv, "\"\xC0\xAF\""sv, "\"\xED\xA0\x80\""sv, "\"\xF0\x9F\x98\""sv, "\"a\nb\""sv,
                                      "\"a\0b\""sv, "\"never closed"sv, "\"escaped end\\\""sv}) {
    EXPECT_EQ(fault_of(text), JsonFault::Encoding) << text;
  }
}

TEST(JsonCursor, NamesAnEmptyText) {
  EXPECT_EQ(fault_of(""), JsonFault::Empty);
  EXPECT_EQ(fault_of(" \n\t\r "), JsonFault::Empty);
}

TEST(JsonCursor, BoundsTheDepth_WalkedAndEntered) {
  const auto nested = [](std::size_t depth, const char* open, const char* close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += '1';
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_EQ(fault_of(nested(limits::kJsonDepthMax, "[", "]")), JsonFault::None);
  EXPECT_EQ(fault_of(nested(limits::kJsonDepthMax + 1, "[", "]")), JsonFault::Depth);
  EXPECT_EQ(fault_of(nested(limits::kJsonDepthMax, "{\"a\":", "}")), JsonFault::None);
  EXPECT_EQ(fault_of(nested(100'000, "{\"a\":", "}")), JsonFault::Depth);

  JsonScratch scratch;
  const PaddedString text("[" + nested(limits::kJsonDepthMax, "[", "]") + "]");
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
  for (JsonElements outer(cursor); outer.next();) {
    for (JsonElements inner(cursor); inner.next();) {
    }
  }
  EXPECT_EQ(cursor.fault(), JsonFault::Depth);
}

TEST(JsonCursor, ResolvesEscapesInKeysAndStrings) {
  JsonScratch scratch;
  const PaddedString text(R"({"\u006dodel":"caf\u00e9 \ud83d\ude00\n","plain":"x"})");
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
  std::vector<std::string> seen;
  for (JsonMembers members(cursor); members.next();) {
    seen.emplace_back(members.key());
    seen.emplace_back(cursor.take_string().value_or("?"));
  }
  EXPECT_TRUE(cursor.finish());
  EXPECT_EQ(seen, (std::vector<std::string>{"model", "caf\xC3\xA9 \xF0\x9F\x98\x80\n", "plain", "x"}));
}

TEST(JsonCursor, SaysWhereAValueStands) {
  JsonScratch scratch;
  const std::string body = R"({"a" :  { "b": [1, 2 ] }  , "c":"s" })";
  const PaddedString text(body);
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
  std::vector<std::string> spans;
  for (JsonMembers members(cursor); members.next();) {
    const TextSpan span = cursor.take_span();
    spans.push_back(body.substr(span.offset, span.size));
  }
  EXPECT_EQ(spans, (std::vector<std::string>{R"({ "b": [1, 2 ] })", R"("s")"}));
}

TEST(JsonCursor, TellsFilledValuesFromEmptyOnes) {
  const auto filled = [](std::string_view text) {
    JsonScratch scratch;
    const PaddedString padded(text);
    JsonCursor cursor(padded.padded(), scratch, LoneSurrogates::Refused);
    const bool result = cursor.take_filled();
    EXPECT_TRUE(cursor.finish()) << text;
    return result;
  };
  for (const char* text : {"null", "false", "\"\"", "[]", "{}", "{ }", "[\n]"}) EXPECT_FALSE(filled(text)) << text;
  for (const char* text : {"true", "0", "\" \"", "[null]", "{\"a\":null}"}) EXPECT_TRUE(filled(text)) << text;
}

TEST(JsonCursor, LoopsOverAnotherKindYieldNothingAndWalkPastIt) {
  JsonScratch scratch;
  const PaddedString text(R"(["x",{"a":1},[1]])");
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
  std::size_t members_seen = 0;
  std::size_t elements_seen = 0;
  for (JsonElements elements(cursor); elements.next();) {
    ++elements_seen;
    for (JsonMembers members(cursor); members.next();) ++members_seen;
  }
  EXPECT_TRUE(cursor.finish());
  EXPECT_EQ(elements_seen, 3U);
  EXPECT_EQ(members_seen, 1U);
}

TEST(JsonCursor, LeavingALoopEarlyLeavesTheCursorBehindTheContainer) {
  JsonScratch scratch;
  const PaddedString text(R"([{"a":1,"b":[2]},{},{"c":3,"d":4}, 7])");
  JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
  std::string last;
  for (JsonElements elements(cursor); elements.next();) {
    if (cursor.kind() == JsonKind::Object) {
      JsonMembers members(cursor);
      members.next();
    } else {
      last = cursor.take_number().value_or("");
    }
  }
  EXPECT_TRUE(cursor.finish());
  EXPECT_EQ(last, "7");
}

TEST(JsonCursor, AgreesWithAnotherReader_OnMutatedTexts) {
  const std::string base = R"({"a":[1,-2.5e3,"x\ny",{"b":null,"c":[true,false,{}]}],"d":"\u00e9","e":{"f":[[],[0]]}})";
  const std::string_view alphabet = "{}[]:,\"\\ 0-1eE.+tfnu\na";
  Random random(42);
  JsonScratch scratch;
  std::size_t valid = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text = base;
    const auto changes = 1 + random.below(3);
    for (std::uint64_t i = 0; i < changes; ++i) text[random.below(text.size())] = alphabet[random.below(alphabet.size())];
    const PaddedString padded(text);
    JsonCursor cursor(padded.padded(), scratch, LoneSurrogates::Refused);
    cursor.walk();
    const bool ours = cursor.finish();
    ASSERT_EQ(ours, nlohmann::json::accept(text)) << text;
    valid += ours ? 1 : 0;
  }
  EXPECT_GT(valid, 100U);
}

TEST(JsonCursor, ReadsTextsOfEverySizeWithOneScratch) {
  JsonScratch scratch;
  for (const std::size_t size : {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{100'000},
                                 std::size_t{6'000'000}, std::size_t{128}}) {
    const PaddedString text("[\"" + std::string(size, 'x') + "\"]");
    JsonCursor cursor(text.padded(), scratch, LoneSurrogates::Refused);
    cursor.walk();
    EXPECT_TRUE(cursor.finish()) << size;
  }
}

TEST(JsonScalar, CutsOnAWholeCharacter) {
  EXPECT_EQ(unescaped("abc", 2), "ab");
  EXPECT_EQ(unescaped("a\xC3\xA9z", 2), "a");
  EXPECT_EQ(unescaped("a\\u00e9z", 2), "a");
  EXPECT_EQ(unescaped("a\\u00e9z", 3), "a\xC3\xA9");
  EXPECT_EQ(unescaped("\\ud83d\\ude00", 3), "");
}

TEST(JsonScalar, HalfASurrogatePairBecomesTheReplacementCharacter) {
  EXPECT_EQ(unescaped("\\ud83d!"), "\xEF\xBF\xBD!");
  EXPECT_EQ(unescaped("\\ude00\\ud83d"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(JsonScalar, ReadsPlainIntegersOnly) {
  EXPECT_EQ(json_unsigned("18446744073709551615"), 18446744073709551615ULL);
  for (const char* text : {"18446744073709551616", "-1", "1.0", "1e3", ""}) EXPECT_FALSE(json_unsigned(text)) << text;
}

}  // namespace
}  // namespace jurymast::wire
