#include "app/check/check_command.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/gate/gate_question.hpp"
#include "app/status/status_config.hpp"
#include "app/test_command.hpp"
#include "config/fake_secrets.hpp"
#include "evidence/test_evidence.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using testing::Ran;

Ran run(const CheckOptions& options) {
  config::FakeSecrets secrets;
  return testing::run_captured([&](std::FILE* out, std::FILE*) { return run_check(options, secrets, out); });
}

const std::string kGolden = std::string(JURYMAST_SOURCE_DIR) + "/tests/golden/config/";

TEST(CheckCommand, PassesWithASummaryOfEachRoute) {
  const Ran ran = run({.config = kGolden + "valid-minimal.toml"});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_NE(ran.out.find("route assistant (chat_completions): main → spare"), std::string::npos) << ran.out;
  EXPECT_EQ(ran.out.find("# default"), std::string::npos);
}

/// A configuration with one route, whose log holds what is given.
struct Checked {
  store::testing::TemporaryDirectory directory;
  std::string config = directory.path() + "/jurymast.toml";
  explicit Checked(std::string_view evidence = "warn") {
    std::filesystem::create_directories(directory.path() + "/log");
    std::ofstream(config) << fmt::format(
        "[server]\nstate = \"{}\"\nenvironment = \"staging\"\n[targets.main]\nbase_url = \"http://127.0.0.1:1/v1\"\n"
        "families = [\"chat_completions\"]\n[targets.spare]\nbase_url = \"http://127.0.0.1:2/v1\"\nmodel = \"model-b\"\n"
        "families = [\"chat_completions\"]\n[routes.assistant]\nfamily = \"chat_completions\"\nprimary = \"main\"\n"
        "fallback = [\"spare\"]\nevidence = \"{}\"\n",
        directory.path(), evidence);
  }
  void write_checks(WallTime at, record::CheckResult happy) {
    const auto snapshot = read_config_for_looking(config);
    ASSERT_TRUE(snapshot.has_value()) << snapshot.error().message;
    std::ofstream log(directory.path() + "/log/current.jsonl", std::ios::binary);
    for (std::size_t check = 0; check < evidence::kCheckNames.size(); ++check) {
      record::ProbeRecord probe = evidence::testing::passed_run(check, check + 1, 0);
      probe.at = at;
      probe.setting.areas = gate_question(*snapshot, "assistant", "spare")->subject.areas;
      if (check == 0) probe.assertions.front().result = happy;
      std::string line;
      record::number_line(render(probe), check + 1, line);
      log << line;
    }
  }
};

TEST(CheckCommand, WarnsOfAFallbackThatIsUnproven_AndNotOfOneWhoseEvidenceStands) {
  const std::string unproven = "routes.assistant.fallback[0]: fallback spare of route assistant is unproven; a rescue by it ";
  Checked checked;
  EXPECT_NE(run({.config = checked.config}).out.find(unproven + "goes ahead"), std::string::npos);
  EXPECT_NE(run({.config = Checked("require").config}).out.find("refused until a smoke test has passed"), std::string::npos);
  const WallTime now = SystemClock().wall_now();
  checked.write_checks(now, record::CheckResult::Pass);
  const Ran proven = run({.config = checked.config});
  EXPECT_EQ(proven.out.find("fallback spare of route"), std::string::npos) << proven.out;
  checked.write_checks(now, record::CheckResult::Fail);
  EXPECT_NE(run({.config = checked.config}).out.find("failed its newest smoke test; a rescue by it is refused"), std::string::npos);
  checked.write_checks(now - std::chrono::hours(24 * 8), record::CheckResult::Pass);
  EXPECT_NE(run({.config = checked.config}).out.find("was proven too long ago"), std::string::npos);
}

TEST(CheckCommand, ExplainsEveryValueWhenAsked) {
  EXPECT_NE(run({.config = kGolden + "valid-minimal.toml", .explain = true}).out.find("# default"), std::string::npos);
}

TEST(CheckCommand, FailsStrictlyWhereWhatAnIncidentTurnsOnIsImplicit) {
  const Ran text = run({.config = kGolden + "valid-minimal.toml", .strict = true});
  EXPECT_EQ(text.exit, 2);
  EXPECT_NE(text.out.find("routes.assistant.retry.attempts: left to its default (3)"), std::string::npos) << text.out;
  EXPECT_EQ(text.out.find("routes.assistant.fallback: left"), std::string::npos) << text.out;
  EXPECT_NE(run({.config = kGolden + "valid-minimal.toml", .strict = true, .json = true}).out.find("\"ok\": false"),
            std::string::npos);
}

TEST(CheckCommand, FailsWithEveryErrorInBothForms) {
  const std::string file = kGolden + "invalid-many-at-once.toml";
  const Ran text = run({.config = file});
  EXPECT_EQ(text.exit, 2);
  EXPECT_NE(text.out.find("4 errors"), std::string::npos) << text.out;
  const Ran json = run({.config = file, .json = true});
  EXPECT_EQ(json.exit, 2);
  EXPECT_NE(json.out.find("\"ok\": false"), std::string::npos);
}

TEST(CheckCommand, NamesAFileItCannotRead) {
  const Ran ran = run({.config = "/nowhere/jurymast.toml"});
  EXPECT_EQ(ran.exit, 2);
  EXPECT_EQ(ran.out,
            "/nowhere/jurymast.toml: No such file or directory — name the configuration with --config FILE\n"
            "/nowhere/jurymast.toml: 1 error\n");
}

}  // namespace
}  // namespace jurymast::app
