#include "app/simulate/replay_command.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"
#include "app/test_command.hpp"
#include "policy/local_fleet.hpp"
#include "policy/tracer.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using namespace std::chrono_literals;
using namespace policy;

const std::string kConfig = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/config/valid-minimal.toml";
const std::string kOtherConfig = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/config/valid-off-without-fallback.toml";

using testing::Ran;

Ran run(const ReplayOptions& options) {
  return testing::run_captured([&](std::FILE* out, std::FILE* complaints) { return run_replay(options, out, complaints); });
}

/// A gateway's life under kConfig that serves requests whose primary says 503, and its log.
class ReplayCommand : public ::testing::Test {
 protected:
  ReplayCommand() {
    Result<Snapshot> read = read_config_for_looking(kConfig);
    EXPECT_TRUE(read);
    snapshot_ = std::make_shared<Snapshot>(*std::move(read));
    EXPECT_TRUE(fleet_.adopt(*snapshot_));
    auto journal = store::Journal::open(store::testing::small_settings(state_.path()), clock_, [](auto, auto) {});
    EXPECT_TRUE(journal);
    journal_ = *std::move(journal);
  }

  /// Serves one request by its fallback; `change` may falsify its record before it is written.
  void serve(std::uint64_t number, bool traced, void (*change)(record::Decision&) = nullptr) {
    RequestFacts facts;
    facts.id = record::testing::operation_id(number);
    Exchange exchange(facts, snapshot_, Random(number));
    Tracer tracer(facts, *snapshot_, number, clock_.wall_now());
    tracer.start(exchange, port_, clock_.now());
    // After its first failure the primary is asked once more, then the fallback.
    while (!exchange.finished()) {
      if (exchange.decision().attempts.back().target.value == 1) break;
      tell(tracer, exchange,
           {event::Dialed{}, event::Connected{}, event::RequestSent{}, event::Head{503, wire::ContentKind::Json, false, {}},
            event::ErrorBody{.parsed = true, .html = false, .facts = {}}});
      if (exchange.wake_at() != MonotonicTime::never()) {
        clock_.advance(std::max(exchange.wake_at() - clock_.now(), Duration(0)));
        tell(tracer, exchange, {event::TimerFired{}});
      }
    }
    wire::AnswerFacts answer;
    answer.parsed = answer.object_matches = answer.required_present = answer.has_content = answer.finished = true;
    answer.finish = wire::FinishState::Stop;
    tell(tracer, exchange,
         {event::Dialed{}, event::Connected{}, event::RequestSent{}, event::Head{200, wire::ContentKind::Json, false, {}},
          event::BodyComplete{answer}});
    ASSERT_TRUE(exchange.finished());
    record::Operation operation;
    operation.start = record::testing::start_of(number);
    operation.decision = exchange.decision();
    if (change != nullptr) change(operation.decision);
    if (traced) {
      ASSERT_TRUE(journal_->lane(0).detail(tracer.take()));
    }
    ASSERT_TRUE(journal_->lane(0).end(record::render(operation)));
  }
  /// The gateway ends; its log is replayed.
  Ran replay_with(ReplayOptions options) {
    journal_->stop();
    options.state = state_.path();
    return run(options);
  }

 private:
  void tell(Tracer& tracer, Exchange& exchange, const std::vector<Event>& events) {
    for (const Event& event : events) {
      clock_.advance(7ms);
      if (!exchange.finished()) tracer.on(exchange, event, port_, clock_.now());
    }
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
  std::unique_ptr<store::Journal> journal_;
  std::shared_ptr<Snapshot> snapshot_;
  Fleet fleet_;
  LocalFleet port_{fleet_};
};

TEST_F(ReplayCommand, DecidesEveryOperationAgain) {
  for (std::uint64_t number = 1; number <= 20; ++number) serve(number, true);
  const Ran ran = replay_with({.configs = {kConfig}});
  EXPECT_EQ(ran.exit, kPass) << ran.out << ran.complaints;
  EXPECT_EQ(ran.out, "20 of 20 operations replayed, 0 decided differently\n");
}

TEST_F(ReplayCommand, FindsARecordThatSaysSomethingElse) {
  serve(1, true);
  serve(2, true, [](record::Decision& decision) { decision.fallback_class = FailureClass::RateLimited; });
  const Ran ran = replay_with({.configs = {kConfig}});
  EXPECT_EQ(ran.exit, kCheckFailed);
  EXPECT_EQ(ran.out, "different " + store::testing::id_text(2) +
                         ": the record holds another decision than its trace leads to\n"
                         "2 of 2 operations replayed, 1 decided differently\n");
}

TEST_F(ReplayCommand, HoldsWhatHasNoTraceAgainstTheTable) {
  serve(1, true);
  serve(2, false);
  serve(3, false, [](record::Decision& decision) { decision.attempts.front().failure_class = FailureClass::ContentPolicy; });
  const Ran ran = replay_with({.configs = {kConfig}, .json = true});
  EXPECT_EQ(ran.exit, kCheckFailed);
  const auto json = nlohmann::json::parse(ran.out);
  EXPECT_EQ(json["operations"], 3);
  EXPECT_EQ(json["replayed"], 1);
  EXPECT_EQ(json["untraced"], 2);
  EXPECT_EQ(json["differences"].at(0)["id"], store::testing::id_text(3));
}

TEST_F(ReplayCommand, OfOneOperationLooksAtNoOther) {
  serve(1, true, [](record::Decision& decision) { decision.status = 201; });
  serve(2, true);
  EXPECT_EQ(replay_with({.configs = {kConfig}, .id = store::testing::id_text(2)}).out,
            "1 of 1 operations replayed, 0 decided differently\n");
}

TEST_F(ReplayCommand, WithoutTheConfigurationOfATrace_KnowsNothing) {
  serve(1, true);
  const Ran ran = replay_with({.configs = {kOtherConfig}});
  EXPECT_EQ(ran.exit, kCheckFailed) << "nothing known is no success";
  EXPECT_NE(ran.out.find("under a configuration that is not at hand, sha256:"), std::string::npos) << ran.out;
  EXPECT_NE(ran.complaints.find("nothing was replayed"), std::string::npos);
}

TEST(ReplayUsage, NamesAConfigurationItCannotRead) {
  const Ran ran = run({.configs = {"/nowhere/jurymast.toml"}});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.complaints.find("/nowhere/jurymast.toml"), std::string::npos);
}

}  // namespace
}  // namespace jurymast::app
