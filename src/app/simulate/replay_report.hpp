#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "policy/snapshot.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {

/// Configurations by the digest of their text, `sha256:…`, as snapshots and traces name them.
using KnownConfigurations = std::map<std::string, std::shared_ptr<const policy::Snapshot>, std::less<>>;

/// An operation that is not decided now as it was then.
struct ReplayDifference {
  std::string id;
  std::string what;
};

/// What replaying a log has shown so far.
struct ReplayReport {
  static constexpr std::size_t kDifferencesMax = 100;

  std::uint64_t operations = 0;
  std::uint64_t replayed = 0;                                   ///< from their traces
  std::uint64_t untraced = 0;                                   ///< held against the table of classes alone
  std::uint64_t cut = 0;                                        ///< their traces were longer than a record may be; the same
  std::uint64_t interrupted = 0;                                ///< no decision was recorded
  std::map<std::string, std::uint64_t> unknown_configurations;  ///< digest, operations; not replayed
  std::uint64_t different = 0;
  std::vector<ReplayDifference> differences;  ///< the first kDifferencesMax
};

/// Takes a log's lines in order: keeps each trace until its operation's record comes, and replays it.
class ReplayRun {
 public:
  /// `id`: this operation alone; empty: all.
  ReplayRun(KnownConfigurations configurations, std::string id) : configurations_(std::move(configurations)), id_(std::move(id)) {}
  void take(const store::LogLine& line);
  const ReplayReport& report() const { return report_; }

 private:
  /// A trace stands right before its record on the same lane; more than these wait only in a damaged log.
  static constexpr std::size_t kWaitingTracesMax = 10'000;

  struct Waiting {
    std::string digest;  ///< of the configuration it must be played to
    std::string trace;
  };

  void take_trace(std::string_view record);
  void take_operation(const std::string& id, std::string_view line, std::string_view record);
  void replay_trace(const std::string& id, const Waiting& waiting, std::string_view record);
  void check_by_table(const std::string& id, std::string_view line);
  void differ(const std::string& id, std::string what);

  KnownConfigurations configurations_;
  std::string id_;
  std::unordered_map<std::string, Waiting> waiting_;  ///< by operation
  ReplayReport report_;
};

/// The report for people; for machines.
std::string replay_text(const ReplayReport& report);
std::string replay_json(const ReplayReport& report);

}  // namespace jurymast::app
