#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "live_fault.hpp"
#include "live_record.hpp"
#include "live_stage.hpp"
#include "live_steps.hpp"
#include "policy/class_table.hpp"
#include "scenario_player.hpp"
#include "wire/sse_splitter.hpp"

namespace jurymast::scenario {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t kLiveMin = 25;

/// The names of the live scenarios' files; one that cannot be read is among them, so that it is told.
std::vector<std::string> live_names() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(JURYMAST_SOURCE_DIR "/tests/scenario")) {
    if (entry.path().extension() != ".toml") continue;
    const Result<Scenario> scenario = read_scenario(entry.path().string());
    if (!scenario || scenario->live) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// All that is known once a scenario was played.
struct Played {
  Scenario scenario;
  std::vector<StepWord> steps;
  std::vector<SendWord> sends;
  app::HttpAnswer answer;
  std::vector<Met> met;
  record::ParsedOperation operation;
};

/// What an answer's text says, whatever its form.
struct Said {
  Json error;  ///< of the body, or of the last event; null: none
  bool done = false;
};

Said read_answer(const app::HttpAnswer& answer) {
  Said said;
  const auto take_error = [&](std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_object() && json.contains("error")) said.error = json.at("error");
  };
  if (!answer.field("content-type").starts_with("text/event-stream")) {
    take_error(answer.body);
    return said;
  }
  wire::SseSplitter splitter;
  splitter.feed(answer.body);
  wire::SseSplitter::Event event;
  while (splitter.next(event) == wire::SseSplitter::Status::Event) {
    if (event.data == "[DONE]") said.done = true;
    if (event.has_data) take_error(event.data);
  }
  return said;
}

/// The first word that a mock says in an attempt, which is nobody else's.
std::string first_word(const Met& met) { return fmt::format("{}-{}-1", met.target, met.attempt.n); }

/// The decision in the record is the one in the file, and where the file is silent, the one of the virtual run.
void expect_decision(const Played& played, const record::Decision& twin) {
  for (const auto& [name, expected] : played.scenario.decision) {
    const std::optional<std::string> actual = record_text(played.operation, name);
    ASSERT_TRUE(actual.has_value()) << "nothing in a record is called " << name;
    EXPECT_EQ(*actual, expected) << name;
  }
  for (const char* const name : kDecisionNames) {
    EXPECT_EQ(record_text(played.operation, name), decision_text(twin, name)) << name << ", against the virtual run";
  }
}

/// The attempts arrived where, as and when the steps say, and ended as the script has it.
void expect_attempts(const Played& played) {
  ASSERT_EQ(played.met.size(), played.sends.size());
  ASSERT_EQ(played.met.size(), played.scenario.upstream.size());
  ASSERT_EQ(played.met.size(), played.operation.attempts.size());
  for (std::size_t i = 0; i < played.met.size(); ++i) {
    SCOPED_TRACE(fmt::format("attempt {}", i + 1));
    const mock::Attempt& attempt = played.met[i].attempt;
    const SendWord& send = played.sends[i];
    const Upstream& upstream = played.scenario.upstream[i];
    const record::ParsedAttempt& recorded = played.operation.attempts[i];
    EXPECT_EQ(played.met[i].target, send.target);
    EXPECT_EQ(attempt.model, "model-" + send.target);
    EXPECT_EQ(attempt.stream, played.scenario.facts.streamed);
    const bool left_early = send.closed && attempt.ended == mock::AttemptEnd::ClientGone;
    if (!left_early) {
      EXPECT_EQ(attempt.ended, end_of(upstream));
    }
    EXPECT_EQ(attempt.status, upstream.status.value_or(0));
    EXPECT_EQ(recorded.status, static_cast<std::uint64_t>(upstream.status.value_or(0)));
    EXPECT_EQ(recorded.reused, attempt.request_on_connection > 1);
    if (send.fresh) {
      EXPECT_EQ(attempt.request_on_connection, 1U);
    }
    EXPECT_EQ(recorded.backoff_us > 0, send.waited) << "it waits where the steps say so, and only there";
    if (i == 0) continue;
    const Duration told = send.waited ? played.scenario.upstream[i - 1].retry_after.value_or(Duration(0)) : Duration(0);
    EXPECT_GE(attempt.wall - played.met[i - 1].attempt.wall, told) << "a Retry-After that is waited for is waited for in full";
  }
}

/// What every answer tells of its decision in its head.
void expect_head(const Played& played) {
  const app::HttpAnswer& answer = played.answer;
  const record::ParsedOperation& operation = played.operation;
  EXPECT_EQ(answer.field("x-request-id"), operation.id);
  EXPECT_EQ(answer.field("x-jurymast-route"), operation.route);
  EXPECT_EQ(answer.field("x-jurymast-attempts"), std::to_string(played.sends.size()));
  EXPECT_EQ(answer.field("x-jurymast-target"), played.sends.back().target);
  EXPECT_EQ(answer.field("x-jurymast-fallback"), operation.fallback_taken ? operation.fallback_class : "");
  EXPECT_EQ(!answer.field("x-jurymast-fallback-refused").empty(), operation.fallback_refused);
}

/// A committed answer: the bytes of the last attempt and of no other, ended as the steps say.
void expect_committed(const Played& played, const StepWord& commit) {
  const app::HttpAnswer& answer = played.answer;
  const Said said = read_answer(answer);
  EXPECT_EQ(std::to_string(answer.status), commit.arguments.at(0));
  EXPECT_EQ(answer.field("x-jurymast-class"), "");
  EXPECT_EQ(answer.field("x-should-retry"), "");
  EXPECT_EQ(played.operation.served_by, played.sends.back().target);
  for (const Met& met : played.met) {
    const bool served = &met == &played.met.back();
    EXPECT_EQ(answer.body.find(first_word(met)) != std::string::npos, served) << first_word(met);
  }
  const StepWord* const abort = find_step(played.steps, "abort");
  const bool whole = find_step(played.steps, "end") != nullptr;
  EXPECT_EQ(answer.whole, whole || abort != nullptr);
  EXPECT_EQ(said.done, whole && played.scenario.facts.streamed);
  EXPECT_EQ(said.error.is_object(), abort != nullptr) << said.error;
  if (abort != nullptr) {
    EXPECT_EQ(said.error.value("code", ""), abort->arguments.at(0)) << said.error;
  }
}

/// The provider's own words where its refusal is the client's to mend, and ours everywhere else.
void expect_error(const Played& played, const std::string& cause, const Json& error) {
  ASSERT_TRUE(error.is_object()) << played.answer.body;
  const auto met = std::find_if(played.operation.attempts.begin(), played.operation.attempts.end(),
                                [&](const record::ParsedAttempt& attempt) { return attempt.failure_class == cause; });
  ASSERT_NE(met, played.operation.attempts.end());
  const Upstream& upstream = played.scenario.upstream.at(static_cast<std::size_t>(met - played.operation.attempts.begin()));
  const std::optional<FailureClass> failure_class = failure_class_named(cause);
  ASSERT_TRUE(failure_class.has_value());
  const bool passed_on = policy::row_of(*failure_class).body == policy::AnswerBody::Upstream;
  EXPECT_EQ(error.value("message", "") == kProviderWords, passed_on) << error;
  EXPECT_EQ(error.value("code", ""), passed_on ? upstream.code : cause) << error;
}

/// An error: status, class, and whether it is final, in the places where SDKs and people look.
void expect_answer(const Played& played, const StepWord& step) {
  const app::HttpAnswer& answer = played.answer;
  const Said said = read_answer(answer);
  const std::string& cause = step.arguments.at(1);
  const bool final_answer = step.arguments.at(2) == "final";
  const std::string wait = step.arguments.size() > 3 ? step.arguments[3].substr(0, step.arguments[3].size() - 1) : "";
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(std::to_string(answer.status), step.arguments.at(0));
  EXPECT_EQ(answer.field("content-type"), "application/json");
  EXPECT_EQ(answer.field("x-jurymast-class"), cause);
  EXPECT_EQ(answer.field("x-should-retry"), final_answer ? "false" : "");
  EXPECT_EQ(answer.field("retry-after"), final_answer ? "" : wait);
  EXPECT_EQ(played.operation.served_by, "");
  expect_error(played, cause, said.error);
  if (!said.error.is_object()) return;
  EXPECT_EQ(said.error.contains("retry_after_s") ? said.error.at("retry_after_s").dump() : "", final_answer ? wait : "");
}

void expect_all(const Played& played, const record::Decision& twin) {
  expect_attempts(played);
  expect_head(played);
  expect_decision(played, twin);
  const StepWord* const commit = find_step(played.steps, "commit");
  const StepWord* const answer = find_step(played.steps, "answer");
  ASSERT_NE(commit != nullptr, answer != nullptr) << "a live scenario's client gets one of both";
  if (commit != nullptr) expect_committed(played, *commit);
  if (answer != nullptr) expect_answer(played, *answer);
}

Result<Scenario> read_named(const std::string& name) {
  return read_scenario(JURYMAST_SOURCE_DIR "/tests/scenario/" + name + ".toml");
}

/// The scenario played on sockets; fails where something kept it from being played to its end.
Result<Played> play_live(Scenario scenario, Clock& clock) {
  auto stage = LiveStage::build(scenario, clock);
  if (!stage) return tl::unexpected(stage.error());
  auto answer = (*stage)->ask(scenario);
  if (!answer) return fail(answer.error().code, "{}\n{}", answer.error().message, (*stage)->log());
  auto operation = (*stage)->end();
  if (!operation) return fail(operation.error().code, "{}\n{}", operation.error().message, (*stage)->log());
  std::vector<StepWord> steps = read_steps(scenario.steps);
  std::vector<SendWord> sends = sends_of(steps);
  return Played{std::move(scenario), std::move(steps),     std::move(sends),
                std::move(*answer),  (*stage)->attempts(), std::move(*operation)};
}

class LiveScenario : public testing::TestWithParam<std::string> {};

TEST_P(LiveScenario, EndsAsItIsTold) {
  Result<Scenario> scenario = read_named(GetParam());
  ASSERT_TRUE(scenario.has_value()) << scenario.error().message;
  ASSERT_EQ(unplayable(*scenario), "");
  Result<Scenario> twin = read_named(GetParam());
  Player player(*twin);
  ASSERT_EQ(player.play(), "");
  SystemClock clock;
  const Result<Played> played = play_live(std::move(*scenario), clock);
  ASSERT_TRUE(played.has_value()) << played.error().message;
  SCOPED_TRACE(played->scenario.title);
  SCOPED_TRACE(played->answer.body);
  expect_all(*played, player.drive().decision());
}

INSTANTIATE_TEST_SUITE_P(Live, LiveScenario, testing::ValuesIn(live_names()), [](const auto& with) { return with.param; });

TEST(LiveScenarios, CoverTheGround) { EXPECT_GE(live_names().size(), kLiveMin); }

}  // namespace
}  // namespace jurymast::scenario
