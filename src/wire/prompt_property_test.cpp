#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"
#include "wire/prompt_probe.hpp"
#include "wire/prompt_writer.hpp"

namespace jurymast::wire {
namespace {

using nlohmann::json;
using probe::Piece;
using probe::Writer;

/// Drops turns the plain way: one group at a time, the oldest first, all counted anew.
struct Dropping {
  const std::vector<Piece>& pieces;
  const PromptEdit& edit;
  std::uint64_t tokens_beside;
  std::vector<bool> dropped = std::vector<bool>(pieces.size(), false);

  bool stays(std::size_t group) const {
    const auto last_user = std::find_if(pieces.rbegin(), pieces.rend(), [](const Piece& piece) { return piece.user; });
    return std::any_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
      const bool is_last_user = last_user != pieces.rend() && &piece == &*last_user;
      return piece.group == group && (piece.instructs || piece.pinned || is_last_user);
    });
  }

  bool over() const {
    std::size_t turns = 0;
    std::uint64_t tokens = tokens_beside;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (dropped[i] || pieces[i].instructs) continue;
      ++turns;
      tokens += pieces[i].tokens();
    }
    return (edit.turns_max && turns > *edit.turns_max) || (edit.input_tokens_max && tokens > *edit.input_tokens_max);
  }

  void run() {
    for (std::size_t i = 0; i < pieces.size() && over(); ++i) {
      if (dropped[i] || stays(pieces[i].group)) continue;
      for (std::size_t j = i; j < pieces.size(); ++j) dropped[j] = dropped[j] || pieces[j].group == pieces[i].group;
    }
  }
};

/// One random request, the edit, and what must come of it.
class Round {
 public:
  Round(Family family, Random& random)
      : family_(family), random_(random), writer_(family, random), pieces_(writer_.conversation()) {
    if (random.chance(1, 2)) edit_.turns_max = 1 + random.below(pieces_.size() + 1);
    if (random.chance(1, 2)) edit_.input_tokens_max = 1 + random.below(20 * (pieces_.size() + 1));
    if (random.chance(1, 3)) edit_.system_text = "spare \"s\"\n\xC3\xA9";
    if (random.chance(1, 3)) edit_.corrective_text = "correct \\ it";
    if (random.chance(1, 3)) edit_.token_limit = 1 + random.below(100);
    edit_.drop_optional_tools = random.chance(1, 2);
  }

  void check() {
    const std::string body = this->body();
    SCOPED_TRACE(body);
    const Result<EditedPrompt> result = probe::edit(family_, body, edit_);
    ASSERT_TRUE(result) << result.error().message;
    const std::string after(result->body.padded().text);
    SCOPED_TRACE(after);
    ASSERT_TRUE(probe::is_request(family_, after));
    ASSERT_FALSE(probe::gives_a_member_twice(after));
    Dropping dropping{.pieces = pieces_, .edit = edit_, .tokens_beside = tokens_beside()};
    dropping.run();
    EXPECT_EQ(result->report.turns_dropped,
              static_cast<std::size_t>(std::count(dropping.dropped.begin(), dropping.dropped.end(), true)));
    EXPECT_EQ(result->report.turn_limits_hold, !dropping.over());
    EXPECT_EQ(result->report.system_replaced, edit_.system_text.has_value());
    EXPECT_EQ(result->report.corrective_added, edit_.corrective_text.has_value());
    EXPECT_EQ(json::parse(after), expected(body, dropping.dropped));
    expect_bytes_kept(after, dropping.dropped);
  }

 private:
  bool chat() const { return family_ == Family::ChatCompletions; }

  std::size_t leading() const {
    return static_cast<std::size_t>(
        std::find_if(pieces_.begin(), pieces_.end(), [](const Piece& piece) { return !piece.instructs; }) - pieces_.begin());
  }

  std::string body() {
    std::string list = writer_.space();
    for (const Piece& piece : pieces_)
      list += (&piece == pieces_.data() ? "" : "," + writer_.space()) + piece.text + writer_.space();
    others_ = {fmt::format("\"x\" : \"{}\"", writer_.words()), "\"temperature\":1.0E0", "\"big\":12345678901234567890123"};
    std::vector<std::string> members = others_;
    members.push_back(fmt::format("\"{}\":[{}]", chat() ? "messages" : "input", list));
    if (random_.chance(1, 2)) members.push_back("\"tools\":[{}, {}]");
    if (random_.chance(1, 3)) members.push_back(random_.chance(1, 2) ? "\"tool_choice\":\"auto\"" : "\"tool_choice\":\"required\"");
    if (random_.chance(1, 3)) members.push_back("\"parallel_tool_calls\":true");
    if (random_.chance(1, 2))
      members.push_back(fmt::format("\"{}\":{}", chat() ? "max_tokens" : "max_output_tokens", random_.below(100)));
    if (!chat() && random_.chance(1, 2)) instructions_ = writer_.words();
    if (instructions_) members.push_back(fmt::format("\"instructions\":\"{}\"", *instructions_));
    for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random_.below(i)]);
    return writer_.space() + writer_.object(members) + writer_.space();
  }

  std::uint64_t tokens_beside() const {
    const auto tokens = [](std::size_t bytes) { return (bytes + 3) / 4; };
    std::uint64_t sum = 0;
    if (edit_.system_text) sum += tokens(edit_.system_text->size());
    if (edit_.corrective_text) sum += tokens(edit_.corrective_text->size());
    if (!edit_.system_text && instructions_) sum += tokens(instructions_->size() + 2);
    for (std::size_t i = chat() && edit_.system_text ? leading() : 0; i < pieces_.size(); ++i) {
      if (pieces_[i].instructs) sum += pieces_[i].tokens();
    }
    return sum;
  }

  json expected_turns(const std::vector<bool>& dropped) const {
    json turns = json::array();
    const bool replace = chat() && edit_.system_text;
    if (replace)
      turns.push_back(
          {{"role", leading() > 0 ? json::parse(pieces_[0].text)["role"] : json("system")}, {"content", *edit_.system_text}});
    std::string role = chat() ? "system" : "developer";
    for (std::size_t i = pieces_.size(); i-- > 0 && chat();) {
      if (pieces_[i].instructs) role = json::parse(pieces_[i].text)["role"].get<std::string>();
    }
    for (std::size_t i = replace ? leading() : 0; i < pieces_.size(); ++i) {
      if (!dropped[i]) turns.push_back(json::parse(pieces_[i].text));
    }
    if (!edit_.corrective_text) return turns;
    turns.push_back({{"role", role}, {"content", *edit_.corrective_text}});
    if (!chat()) turns.back()["type"] = "message";
    return turns;
  }

  json expected(const std::string& body, const std::vector<bool>& dropped) const {
    json whole = json::parse(body);
    whole[chat() ? "messages" : "input"] = expected_turns(dropped);
    if (!chat() && edit_.system_text) whole["instructions"] = *edit_.system_text;
    if (edit_.drop_optional_tools && whole.value("tool_choice", "auto") == "auto") {
      for (const char* const name : {"tools", "tool_choice", "parallel_tool_calls"}) whole.erase(name);
    }
    if (!edit_.token_limit) return whole;
    const char* const own = chat() ? "max_tokens" : "max_output_tokens";
    const char* const limit = chat() && !whole.contains(own) ? "max_completion_tokens" : own;
    whole[limit] = std::min(*edit_.token_limit, whole.value(limit, *edit_.token_limit));
    return whole;
  }

  void expect_bytes_kept(std::string_view after, const std::vector<bool>& dropped) const {
    for (const std::string& other : others_) EXPECT_NE(after.find(other), std::string_view::npos) << other;
    std::size_t at = 0;
    for (std::size_t i = chat() && edit_.system_text ? leading() : 0; i < pieces_.size(); ++i) {
      if (dropped[i]) continue;
      at = after.find(pieces_[i].text, at);
      ASSERT_NE(at, std::string_view::npos) << pieces_[i].text;
      at += pieces_[i].text.size();
    }
  }

  Family family_;
  Random& random_;
  Writer writer_;
  std::vector<Piece> pieces_;
  PromptEdit edit_;
  std::vector<std::string> others_;
  std::optional<std::string> instructions_;
};

constexpr int kRounds = 4000;

TEST(PromptProperty, ChatConversationsBecomeWhatAPlainRebuildGives_ByteByByte) {
  Random random(41);
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) Round(Family::ChatCompletions, random).check();
}

TEST(PromptProperty, ResponsesInputsBecomeWhatAPlainRebuildGives_ByteByByte) {
  Random random(43);
  for (int round = 0; round < kRounds && !testing::Test::HasFailure(); ++round) Round(Family::Responses, random).check();
}

}  // namespace
}  // namespace jurymast::wire
