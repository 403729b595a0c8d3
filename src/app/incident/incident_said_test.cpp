#include <gtest/gtest.h>

#include <fstream>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/test_command.hpp"
#include "record/line.hpp"
#include "review/incident/test_incident_facts.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using app::testing::Ran;
using review::testing::moment;

/// A configuration, and a log in which an incident was opened on the route `assistant`; nothing is written, since no gateway runs.
class IncidentSaid : public ::testing::Test {
 protected:
  IncidentSaid() {
    std::filesystem::create_directories(state_.path() + "/log");
    options_.config = state_.path() + "/jurymast.toml";
    options_.what = "assistant";
    options_.author = "ab";
    options_.dry_run = true;
    std::ofstream(options_.config) << fmt::format(R"([server]
state = "{}"
admin = "unix:{}/admin.sock"
[clients.web]
key = {{ env = "WEB_KEY" }}
[targets.main]
base_url = "https://a.example/v1"
families = ["chat_completions"]
[routes.assistant]
family = "chat_completions"
primary = "main"
mode = "off"
[routes.second]
family = "chat_completions"
primary = "main"
mode = "off"
)",
                                                  state_.path(), state_.path());
    for (const auto& cited : review::testing::storm_said()) {
      if (cited.record.event != record::IncidentEvent::Closed) append(render(cited.record));
    }
    clock_.advance(moment(86'400) - clock_.wall_now());
  }

  void append(const std::string& record) {
    std::string line;
    record::number_line(record, ++seq_, line);
    std::ofstream(state_.path() + "/log/current.jsonl", std::ios::binary | std::ios::app) << line;
  }
  Ran run(int (*command)(const IncidentOptions&, Clock&, const IncidentOutput&)) {
    return testing::run_captured(
        [&](std::FILE* out, std::FILE* complaints) { return command(options_, clock_, {out, complaints}); });
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
  IncidentOptions options_;
  std::uint64_t seq_ = 0;
};

class IncidentAnswer : public IncidentSaid {
 protected:
  Ran answer(const std::string& question, const std::string& text) {
    options_.question = question;
    options_.text = text;
    return run(run_incident_answer);
  }
};

TEST_F(IncidentAnswer, IsARecordOfTheIncident_WithTheQuestionsName) {
  const Ran got = answer("missing_panel", "Rate limits by target.");
  ASSERT_EQ(got.exit, kPass) << got.complaints;
  const auto record = record::read_incident(got.out);
  ASSERT_TRUE(record) << got.out;
  EXPECT_EQ(record->event, record::IncidentEvent::Answered);
  EXPECT_EQ(record->subject, "missing_panel");
  EXPECT_EQ(record->text.text(), "Rate limits by target.");
  EXPECT_EQ(record->incident, review::testing::id(700));
  EXPECT_NE(record->id, record->incident);
  EXPECT_EQ(record->route, "assistant");
  EXPECT_EQ(record->author, "ab");
}

TEST_F(IncidentAnswer, ToNoQuestion_WithoutAText_ByNobodysName_OrWithoutAnIncident_IsRefused) {
  EXPECT_NE(answer("blame", "x").complaints.find("there are: first_alert, alert_meaning"), std::string::npos);
  EXPECT_EQ(answer("missing_panel", "").exit, kUsage);
  EXPECT_EQ(answer("missing_panel", "two\nlines").exit, kUsage);
  options_.ticket = "a ticket with spaces";
  EXPECT_NE(answer("missing_panel", "x").complaints.find("--ticket"), std::string::npos);
  options_.ticket.clear();
  options_.what = "second";
  const Ran nobody = answer("missing_panel", "x");
  EXPECT_EQ(nobody.exit, kCheckFailed);
  EXPECT_NE(nobody.complaints.find("jurymast incident open second"), std::string::npos);
}

class IncidentFollowUp : public IncidentSaid {
 protected:
  IncidentFollowUp() {
    options_.text = "Ask for the limit's documentation.";
    options_.owner = "sre-a";
    options_.due = "2026-06-22";
  }
};

TEST_F(IncidentFollowUp, NeedsAnOwnerAndADayToCome) {
  const Ran got = run(run_incident_follow_up);
  ASSERT_EQ(got.exit, kPass) << got.complaints;
  const auto record = record::read_incident(got.out);
  ASSERT_TRUE(record) << got.out;
  EXPECT_EQ(record->owner, "sre-a");
  EXPECT_EQ(record->due, "2026-06-22");
  for (const char* const day : {"2026-06-21", "tomorrow", ""}) {
    options_.due = day;
    EXPECT_EQ(run(run_incident_follow_up).exit, kUsage) << day;
  }
  options_.due = "2026-06-22";
  for (const char* const owner : {"", "Ana Maria"}) {
    options_.owner = owner;
    EXPECT_NE(run(run_incident_follow_up).complaints.find("--owner"), std::string::npos) << owner;
  }
}

TEST_F(IncidentFollowUp, IsDoneOnce_ByItsNumber) {
  options_.owner.clear();
  options_.due.clear();
  options_.text = "The provider documents it.";
  options_.done = 1;
  const Ran got = run(run_incident_follow_up);
  ASSERT_EQ(got.exit, kPass) << got.complaints;
  const auto record = record::read_incident(got.out);
  ASSERT_TRUE(record) << got.out;
  EXPECT_EQ(record->event, record::IncidentEvent::FollowUpDone);
  EXPECT_EQ(record->subject, review::testing::id(700 + 2530).to_string());
  options_.done = 2;
  EXPECT_NE(run(run_incident_follow_up).complaints.find("has 1 follow-ups"), std::string::npos);
  options_.done = 1;
  options_.owner = "sre-a";
  EXPECT_EQ(run(run_incident_follow_up).exit, kUsage);
  options_.owner.clear();
  append(got.out.substr(0, got.out.find('\n')));
  const Ran again = run(run_incident_follow_up);
  EXPECT_EQ(again.exit, kUsage);
  EXPECT_NE(again.complaints.find("it is done 2026-06-22 by ab: The provider documents it. already"), std::string::npos)
      << again.complaints;
}

}  // namespace
}  // namespace jurymast::app
