#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "app/gate/gate_report.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// What `jurymast gate` was asked.
struct GateOptions {
  std::string route{};
  std::string target{};  ///< empty: the route's first fallback, else its primary
  std::string model{};   ///< of a target that passes the client's name on: the one that the checks asked for
  std::string via{};     ///< address of the gateway that the application's requests take instead of this one; empty: none
  std::string config = "jurymast.toml";
  bool same_day = false;
  std::vector<std::string> rules{};       ///< each NAME=VALUE
  std::vector<std::string> unresolved{};  ///< each ITEM or ITEM@OWNER
  std::string ticket{};
  std::string failing_signal{};  ///< the failure class that the change is to answer; empty: not said
  bool account_specific = false;
  std::string packet{};
  std::string replay{};        ///< a report to compute again; empty: the log is judged
  std::string format{};        ///< of kGateFormatNames; empty: text, of a replay json
  std::string step_summary{};  ///< a file that the verdict is appended to as Markdown; empty: none
};

/// Judges the evidence in the log of the configuration's state directory, prints the report, and hands the verdict to the running gateway
/// for its record. 0 promote, 3 hold, 4 investigate, 1 where a replayed report is not what its records give, 2 usage or configuration, 5
/// the log cannot be read or the report not be written.
int run_gate(const GateOptions& options, Clock& clock, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
