#include "evidence/gate_case.hpp"

#include <gtest/gtest.h>

#include "evidence/test_evidence.hpp"

namespace jurymast::evidence {
namespace {

TEST(GateCase, IsReadBackAsItWasWritten) {
  testing::Pieces pieces = testing::whole_pieces();
  pieces.question.unresolved = {{"account-tier", "billing", true}, {"region", "", false}};
  pieces.question.account_specific = true;
  pieces.question.packet = "packet-7";
  GateCase asked = pieces.as_case();
  std::sort(asked.lines.begin(), asked.lines.end());
  asked.lines_left_out = 3;
  asked.log = {9, std::string(64, 'a'), 2, {"broken_chain:current.jsonl:7", "lines_cut"}};
  const GateRules rules{.happy_passes_min = 5};
  const Result<ReadCase> read = read_case(render_case(rules, asked));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->asked, asked);
  EXPECT_EQ(read->rules, rules);
}

TEST(GateCase, SaysWhichMemberIsMissingOrWrong) {
  const std::string whole = render_case({}, testing::whole_pieces().as_case());
  const auto complaint = [&](std::string_view from, std::string_view to) {
    std::string text = whole;
    text.replace(text.find(from), from.size(), to);
    const Result<ReadCase> read = read_case(text);
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(complaint("\"areas\"", "\"other\"").find("question.areas"), std::string::npos);
  EXPECT_NE(complaint("\"family\": \"chat", "\"family\": \"hat").find("question.family"), std::string::npos);
  EXPECT_NE(complaint("\"evidence_age_max\": \"7d\"", "\"evidence_age_max\": \"soon\"").find("evidence_age_max"),
            std::string::npos);
  EXPECT_NE(complaint("\"happy_passes_min\"", "\"passes\"").find("rules.happy_passes_min"), std::string::npos);
  EXPECT_NE(complaint("\"version\": 3", "\"version\": 1").find("version 1"), std::string::npos);
  EXPECT_NE(complaint("\"records\": [", "\"records\": [7,").find("records"), std::string::npos);
  EXPECT_NE(complaint("\"unresolved\": []", "\"unresolved\": [{}]").find("unresolved"), std::string::npos);
  EXPECT_NE(complaint("\"root\"", "\"rot\"").find("log.root"), std::string::npos);
  EXPECT_NE(complaint("\"named\": []", "\"named\": [\"lines_cut\"]").find("log.named"), std::string::npos);
  EXPECT_FALSE(read_case("[]").has_value());
  EXPECT_FALSE(read_case("").has_value());
}

TEST(GateCase, HasOneDigestForTheSameLines_AndAnotherForAnyOther) {
  GateCase asked = testing::whole_pieces().as_case();
  const record::DigestBytes before = evidence_digest(asked);
  asked.lines.front().back() = ' ';
  EXPECT_NE(evidence_digest(asked), before);
  asked = testing::whole_pieces().as_case();
  asked.log.root.front() = 'b';
  EXPECT_NE(evidence_digest(asked), before) << "what the log was found to be is evidence too";
}

TEST(GateRules, AreSetByName_WithinTheirBounds) {
  GateRules rules;
  EXPECT_TRUE(set_rule(rules, "happy_passes_min=7").has_value());
  EXPECT_EQ(rules.happy_passes_min, 7U);
  for (const std::string_view wrong :
       {"happy_passes_min=0", "happy_passes_min=101", "happy_passes_min=x", "happy_passes_min", "nothing=1", ""}) {
    const Result<void> set = set_rule(rules, wrong);
    ASSERT_FALSE(set.has_value()) << wrong;
    EXPECT_FALSE(set.error().message.empty());
  }
  EXPECT_EQ(rules.happy_passes_min, 7U);
}

TEST(GateRules, HaveADigestThatEveryRuleChanges_AndAReasonEach) {
  const record::DigestBytes defaults = digest_of(GateRules());
  for (const GateRule& rule : kGateRules) {
    GateRules tuned;
    tuned.*rule.value += 1;
    EXPECT_NE(digest_of(tuned), defaults) << rule.name;
    EXPECT_FALSE(is_default(tuned, rule));
    EXPECT_TRUE(is_default(GateRules(), rule));
    EXPECT_FALSE(rule.reason.empty());
  }
}

TEST(UnresolvedItem, IsReadWithItsOwner) {
  EXPECT_EQ(parse_unresolved("account-tier").value(), (UnresolvedItem{"account-tier", "", true}));
  EXPECT_EQ(parse_unresolved("account-tier@billing").value(), (UnresolvedItem{"account-tier", "billing", true}));
  EXPECT_EQ(parse_unresolved("minor:region@platform").value(), (UnresolvedItem{"region", "platform", false}));
  for (const std::string_view wrong : {"", "@billing", "two words", "a@", "minor:"}) {
    EXPECT_FALSE(parse_unresolved(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace jurymast::evidence
