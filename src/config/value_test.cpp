#include "config/value.hpp"

#include <gtest/gtest.h>

#include <set>

#include "config/did_you_mean.hpp"
#include "config/sections.hpp"
#include "config/text_guard.hpp"

namespace jurymast::config {
namespace {

template <class Section>
void expect_sound(std::span<const Setting<Section>> settings) {
  Section section;
  std::set<std::string_view> keys;
  for (const BoundSetting& setting : bind(settings, section)) {
    const SettingFacts& facts = *setting.facts;
    EXPECT_TRUE(keys.insert(facts.key).second) << facts.key << " stands twice";
    EXPECT_TRUE(facts.description.ends_with(".")) << facts.key;
    EXPECT_EQ(facts.kind == Kind::Choice, !facts.allowed.empty()) << facts.key;
    EXPECT_FALSE(expectation(facts).empty()) << facts.key;
    const bool numeric = facts.kind == Kind::Integer || facts.kind == Kind::Thousandths ||
                         facts.kind == Kind::Duration || facts.kind == Kind::Size;
    if (numeric) {
      EXPECT_LT(facts.minimum, facts.maximum) << facts.key;
    }
  }
}

TEST(Schema, EveryRowIsSound) {
  expect_sound(server_settings());
  expect_sound(client_settings());
  expect_sound(target_settings());
  expect_sound(route_settings());
}

/// Each default, written as TOML, reads back as itself: so a default is always a value one may write.
template <class Section>
void expect_defaults_read_back(std::span<const Setting<Section>> settings) {
  Section section;
  for (const BoundSetting& setting : bind(settings, section)) {
    if (setting.facts->required || !is_set(setting)) continue;
    const std::string before = render_value(setting);
    const auto root = parse_document("key = " + before);
    ASSERT_TRUE(root.has_value()) << setting.facts->key << " = " << before;
    std::vector<Problem> errors;
    read_value(root->find("key")->value, Path().at("key"), setting, errors);
    EXPECT_TRUE(errors.empty()) << setting.facts->key << " = " << before << ": "
                                << (errors.empty() ? "" : errors[0].message);
    EXPECT_EQ(render_value(setting), before);
  }
}

TEST(Schema, EveryDefaultReadsBackAsItself) {
  expect_defaults_read_back(server_settings());
  expect_defaults_read_back(client_settings());
  expect_defaults_read_back(target_settings());
  expect_defaults_read_back(route_settings());
}

TEST(DidYouMean, FindsTheNearestWordWithinAThirdOfItsLength) {
  EXPECT_EQ(did_you_mean("fallbacks", {"family", "fallback", "match"}), "fallback");
  EXPECT_EQ(did_you_mean("timeuots", {"timeouts", "model"}), "timeouts");
  EXPECT_EQ(did_you_mean("evn", {"env", "file"}), "env") << "a swap is one step";
  EXPECT_EQ(did_you_mean("colour", {"family", "match"}), "");
  EXPECT_EQ(did_you_mean(std::string(10'000, 'a'), {"family"}), "");
}

TEST(Quoted, EscapesCutsAndHides) {
  EXPECT_EQ(in_quotes("a\"b\\c\n\x1b[31m\xc3\xa9"), "\"a\\\"b\\\\c\\x0a\\x1b[31m\\xc3\\xa9\"");
  EXPECT_LE(in_quotes(std::string(1'000, 'x')).size(), kEchoBytesMax + 5);
  EXPECT_EQ(in_quotes("sk-plantedsecret").find("planted"), std::string::npos);
  EXPECT_EQ(in_quotes("Bearer plantedsecret").find("planted"), std::string::npos);
}

TEST(PathText, QuotesWhatTomlWouldQuote) {
  EXPECT_EQ(Path().at("routes").member("gpt-5.1").at("fallback").entry(2).text(), "routes.\"gpt-5.1\".fallback[2]");
  EXPECT_EQ(Path().at("targets").member("main").at("timeouts.connect").text(), "targets.main.timeouts.connect");
}

TEST(TextGuard, AllowsForeignCharactersInCommentsAndOneLineStringsOnly) {
  for (const char* text :
       {"", "a = 1 # é\nb = 2", "a = \"é\"", "a = 'é'", "\xef\xbb\xbf# after the mark", "a = \"\\\"é\"", "a = '\\' # é",
        "a = \"\"\"x\"\"\"\"\" # é", "a = \"\" # é", "\"é\" = 1", "a = \"\\\\\" # é"}) {
    EXPECT_FALSE(misplaced_character(text).has_value()) << text;
  }
  for (const char* text : {"é", "a = é", "a = [1,é]", "a = \"x\"é", "a = \"x\\\\\"é", "a = '\\'é", "a = \"\"\"é\"\"\"",
                           "a = \"\"\"x\\é\"\"\"", "a = '''\né'''", "# x\né", "a = \"\"\"\"\"\"é", "a = \"x\né",
                           "a = 1\"é\"", "a=\"é\"", "a = ['é']"}) {
    EXPECT_TRUE(misplaced_character(text).has_value()) << text;
  }
  EXPECT_EQ(misplaced_character("a = 1\nb = é"), (Position{2, 5}));
}

TEST(Document, LocatesTheInnermostTableAroundAMissingValue) {
  const auto root = parse_document("[a]\nx = 1\n[a.b]\ny = [1,\n 2]\n");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(locate(*root, Path().at("a.x")), (Position{2, 5}));
  EXPECT_EQ(locate(*root, Path().at("a.b.missing")), (Position{3, 1}));
  EXPECT_EQ(locate(*root, Path().at("a.b.y").entry(1)), (Position{5, 2}));
  EXPECT_EQ(find(*root, Path().at("a.b.missing")), nullptr);
}

}  // namespace
}  // namespace jurymast::config
