#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/exit_code.hpp"
#include "app/incident/incident_command.hpp"
#include "app/incident/incident_packet_command.hpp"
#include "app/test_command.hpp"
#include "review/incident/test_incident_log.hpp"
#include "store/file.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using app::testing::Ran;
using app::testing::run_captured;
using review::testing::MadeLog;
namespace fs = std::filesystem;

constexpr std::size_t kGoldenBytesMax = 1 << 20;

struct Case {
  const char* name;
  MadeLog (*make)();
};

struct Report {
  const char* name;
  int (*run)(const IncidentOptions&, Clock&, const IncidentOutput&);
};
constexpr std::array kReports{Report{"timeline", run_incident_timeline}, Report{"histogram", run_incident_histogram},
                              Report{"impact", run_incident_impact}, Report{"compare", run_incident_compare},
                              Report{"review", run_incident_review}};

/// The log of one incident in a state directory, looked at as its commands do: by the route's name alone.
class IncidentGolden : public ::testing::TestWithParam<Case> {
 protected:
  IncidentGolden() {
    const MadeLog log = GetParam().make();
    fs::create_directories(state_.path() + "/log");
    std::ofstream file(state_.path() + "/log/current.jsonl", std::ios::binary);
    for (const std::string& line : log.lines) file << line << '\n';
    clock_.advance(log.now - clock_.wall_now());
    options_.state = state_.path();
    options_.what = "assistant";
  }

  Ran ran(const Report& report) {
    return run_captured([&](std::FILE* out, std::FILE* complaints) { return report.run(options_, clock_, {out, complaints}); });
  }
  Ran packed(const IncidentPacketOptions& options) {
    return run_captured(
        [&](std::FILE* out, std::FILE* complaints) { return run_incident_packet(options, clock_, {out, complaints}); });
  }
  /// Holds what was printed, the temporary directory's name left out, against the file of that name.
  void expect_golden(const std::string& name, std::string text) const {
    for (std::size_t at = text.find(state_.path()); at != std::string::npos; at = text.find(state_.path()))
      text.replace(at, state_.path().size(), "STATE");
    const fs::path golden = fs::path(JURYMAST_SOURCE_DIR) / "tests/golden/incident" / GetParam().name / name;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read once, before any thread.
    if (std::getenv("GOLDEN_UPDATE") != nullptr) {
      fs::create_directories(golden.parent_path());
      std::ofstream(golden, std::ios::binary) << text;
    }
    const auto expected = store::read_file(golden.string(), kGoldenBytesMax);
    ASSERT_TRUE(expected) << expected.error().message;
    EXPECT_EQ(text, *expected) << golden << " is stale; run the tests with GOLDEN_UPDATE=1 and review the difference";
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
  IncidentOptions options_;
};

TEST_P(IncidentGolden, OfEachReportAndOfTheReviewsPacket_IsWhatItsFileSays) {
  for (const Report& report : kReports) expect_golden(fmt::format("{}.txt", report.name), ran(report).out);
  IncidentPacketOptions packet;
  packet.incident = options_;
  expect_golden("packet-review.md", packed(packet).out);
}

INSTANTIATE_TEST_SUITE_P(Logs, IncidentGolden,
                         ::testing::Values(Case{"rate_limit_storm", review::testing::rate_limit_storm},
                                           Case{"silent_provider", review::testing::silent_provider},
                                           Case{"bad_deploy", review::testing::bad_deploy},
                                           Case{"secret_rotation", review::testing::secret_rotation},
                                           Case{"contract_change", review::testing::contract_change},
                                           Case{"slow_burn", review::testing::slow_burn}),
                         [](const auto& one) { return std::string(one.param.name); });

class IncidentGoldenFormats : public IncidentGolden {};

TEST_P(IncidentGoldenFormats, OfEachReport_IsWhatItsFileSays) {
  options_.json = true;
  for (const Report& report : kReports) expect_golden(fmt::format("{}.json", report.name), ran(report).out);
  options_.json = false;
  for (const char* const format : {"csv", "svg"}) {
    options_.format = format;
    expect_golden(fmt::format("histogram.{}", format), ran({"histogram", run_incident_histogram}).out);
  }
}

TEST_P(IncidentGoldenFormats, OfEachPacket_IsWhatItsFileSays) {
  constexpr std::array<std::string_view, 3> kEndings{"md", "html", "json"};
  for (std::size_t view = 0; view < review::kPacketViewNames.size(); ++view) {
    for (std::size_t format = 0; format < kPacketFormatNames.size(); ++format) {
      IncidentPacketOptions packet;
      packet.incident = options_;
      packet.view = static_cast<review::PacketView>(view);
      packet.format = static_cast<PacketFormat>(format);
      packet.question_kind = "provider";
      const Ran got = packed(packet);
      EXPECT_EQ(got.exit, kHold) << "nobody has told service, support path and follow-ups";
      expect_golden(fmt::format("packet-{}.{}", review::kPacketViewNames[view], kEndings[format]), got.out);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Logs, IncidentGoldenFormats,
                         ::testing::Values(Case{"rate_limit_storm", review::testing::rate_limit_storm}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace jurymast::app
