#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "app/incident/incident_command.hpp"
#include "app/incident/incident_packet_command.hpp"
#include "app/test_command.hpp"
#include "review/incident/test_incident_log.hpp"
#include "store/log_compression.hpp"
#include "store/log_index.hpp"
#include "store/test_log.hpp"

namespace jurymast::app {
namespace {

using app::testing::run_captured;
using review::testing::MadeLog;
namespace fs = std::filesystem;

constexpr std::array kReports{run_incident_timeline, run_incident_histogram, run_incident_impact,
                              run_incident_compare,  run_incident_review,    run_incident_list};
constexpr std::size_t kFiles = 5;

struct Case {
  const char* name;
  MadeLog (*make)();
};

/// The log of one incident, in several finished files and a current one.
class IncidentCompressed : public ::testing::TestWithParam<Case> {
 protected:
  IncidentCompressed() {
    const MadeLog made = GetParam().make();
    fs::create_directories(log());
    for (std::size_t file = 0; file < kFiles; ++file) {
      const std::size_t begin = made.lines.size() * file / kFiles;
      const std::size_t end = made.lines.size() * (file + 1) / kFiles;
      const bool current = file + 1 == kFiles;
      std::ofstream out(log() + "/" + (current ? std::string(store::kCurrentLog) : store::finished_log_name(begin + 1, end)),
                        std::ios::binary);
      for (std::size_t i = begin; i < end; ++i) out << made.lines[i] << '\n';
    }
    clock_.advance(made.now - clock_.wall_now());
    options_.state = state_.path();
    options_.what = "assistant";
    options_.json = true;
  }

  std::string log() const { return state_.path() + "/log"; }
  /// What all reports and a packet say.
  std::string reports() {
    std::string text;
    for (const auto& report : kReports) {
      const auto ran =
          run_captured([&](std::FILE* out, std::FILE* complaints) { return report(options_, clock_, {out, complaints}); });
      text += ran.out + ran.complaints;
    }
    IncidentPacketOptions packet;
    packet.incident = options_;
    packet.format = PacketFormat::Json;
    return text + run_captured([&](std::FILE* out, std::FILE* complaints) {
                    return run_incident_packet(packet, clock_, {out, complaints});
                  }).out;
  }
  void compress_all() const {
    for (const store::FinishedLog& file : store::finished_logs(log())) {
      const auto done = store::compress_log(log(), file, [] { return true; });
      ASSERT_TRUE(done) << done.error().message;
    }
  }

  store::testing::TemporaryDirectory state_;
  ManualClock clock_;
  IncidentOptions options_;
};

TEST_P(IncidentCompressed, IsTheSameInEveryReport_WithIndexesAndWithout) {
  const std::string before = reports();
  compress_all();
  EXPECT_EQ(reports(), before);
  const auto files = store::finished_logs(log());
  ASSERT_EQ(files.size(), kFiles - 1);
  EXPECT_TRUE(std::all_of(files.begin(), files.end(), [](const auto& file) { return file.compressed; }));
  fs::resize_file(log() + "/" + store::index_name(files[0]), 100);
  fs::remove(log() + "/" + store::index_name(files[1]));
  EXPECT_EQ(reports(), before) << "with one index damaged and one gone";
}

TEST_P(IncidentCompressed, IsTheSameInAnyWindow) {
  const WallTime now = clock_.wall_now();
  compress_all();
  fs::create_directories(state_.path() + "/kept");
  const auto of_indexes = [this](const std::string& from, const std::string& to) {
    for (const store::FinishedLog& file : store::finished_logs(log())) {
      const std::string name = "/" + store::index_name(file);
      fs::rename(state_.path() + from + name, state_.path() + to + name);
    }
  };
  for (int minutes = 10; minutes < 200; minutes += 87) {
    options_.from = to_rfc3339(now - std::chrono::minutes(minutes));
    options_.to = to_rfc3339(now - std::chrono::minutes(minutes / 2) + std::chrono::microseconds(minutes));
    const std::string indexed = reports();
    of_indexes("/log", "/kept");
    EXPECT_EQ(reports(), indexed) << minutes;
    of_indexes("/kept", "/log");
  }
}

INSTANTIATE_TEST_SUITE_P(Logs, IncidentCompressed,
                         ::testing::Values(Case{"rate_limit_storm", review::testing::rate_limit_storm},
                                           Case{"silent_provider", review::testing::silent_provider},
                                           Case{"bad_deploy", review::testing::bad_deploy},
                                           Case{"secret_rotation", review::testing::secret_rotation},
                                           Case{"contract_change", review::testing::contract_change},
                                           Case{"clock_set_back", review::testing::clock_set_back}),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace jurymast::app
